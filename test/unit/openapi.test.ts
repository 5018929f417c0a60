import assert from 'node:assert/strict';
import {HTTP_STATUS} from '../../src/middleware/http-status';
import {renderOpenApi} from '../../src/openapi/render-spec';
import {
  type Document,
  DocumentValidator,
  type NamedOperation,
  operationsOf,
  type Schema,
  schemasOf,
} from '../helpers/openapi';

/** Codes that no rule of the domain has: `FrameworkErrorCode`. */
const OF_THE_FRAMEWORK: Record<string, number> = {
  BAD_REQUEST: 400,
  DATABASE_UNAVAILABLE: 503,
  INVALID_PARAMETER: 400,
  MALFORMED_JSON: 400,
  NOT_ALLOWED: 403,
  NOT_AUTHENTICATED: 401,
  PAYLOAD_TOO_LARGE: 413,
  UNKNOWN_PARAMETER: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  VALIDATION_FAILED: 422,
};
const STATUS: Record<string, number> = {...HTTP_STATUS, ...OF_THE_FRAMEWORK};

describe('The OpenAPI document', () => {
  let document: Document;
  let operations: NamedOperation[];

  before(async () => {
    document = JSON.parse(await renderOpenApi());
    operations = operationsOf(document);
    assert.ok(operations.length > 70);
  });

  /** The operations that are not as they should be. */
  const failing = (isRight: (operation: NamedOperation) => boolean): string[] =>
    operations.filter(operation => !isRight(operation)).map(({verb, path}) => `${verb} ${path}`);
  const errorsOf = ({operation}: NamedOperation) =>
    Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
  const isError = (schema: Schema | undefined) => schema?.$ref === '#/components/schemas/Error';

  it('says of every operation in a sentence what it does, under one of its headings', () => {
    const headings = document.tags.map(({name}) => name);

    assert.deepEqual(
      failing(({operation: {summary = ''}}) => /^[A-Z].{5,110}[^.]$/.test(summary)),
      [],
    );
    assert.deepEqual(
      failing(({operation: {tags = []}}) => tags.length === 1 && headings.includes(tags[0] ?? '')),
      [],
    );
    const used = new Set(operations.flatMap(({operation}) => operation.tags ?? []));
    assert.deepEqual(
      headings.filter(name => !used.has(name)),
      [],
    );
  });

  it('names every operation once, as a client would call it', () => {
    const names = operations.map(({operation}) => operation.operationId ?? '');

    assert.deepEqual(
      failing(({operation}) => /^[a-z][A-Za-z]+$/.test(operation.operationId ?? '')),
      [],
    );
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('says what every success looks like', () => {
    const isTold = ({operation: {responses}}: NamedOperation) => {
      const successes = Object.keys(responses).filter(status => status.startsWith('2'));
      const [status = ''] = successes;
      const types = Object.entries(responses[status]?.content ?? {});
      const hasBody =
        types.length === 1 &&
        types.every(([, {schema}]) => schema?.$ref !== undefined || schema?.type !== undefined);
      return successes.length === 1 && (status === '204' ? types.length === 0 : hasBody);
    };

    assert.deepEqual(failing(isTold), []);
  });

  it('has something at the end of every reference, and no component that nobody refers to', () => {
    const references = new Set(schemasOf(document).flatMap(({schema}) => schema.$ref ?? []));
    const components = Object.keys(document.components.schemas).map(name => `#/components/schemas/${name}`);

    assert.deepEqual(
      [...references].filter(reference => !components.includes(reference)),
      [],
    );
    assert.deepEqual(
      components.filter(name => !references.has(name)),
      [],
    );
  });

  it('declares every parameter of a path, and nothing else as one', () => {
    const isDeclared = ({path, operation: {parameters = []}}: NamedOperation) => {
      const declared = parameters.filter(parameter => parameter.in === 'path');
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      return (
        declared.every(parameter => parameter.required) &&
        declared
          .map(({name}) => name)
          .sort()
          .join() === wanted.sort().join()
      );
    };

    assert.deepEqual(failing(isDeclared), []);
  });

  it('says how every operation fails: whoever may not, what is not there, a body that is wrong', () => {
    const has = (operation: NamedOperation, ...statuses: number[]) =>
      statuses.every(status => status in operation.operation.responses);

    assert.deepEqual(
      failing(one => (one.operation.security ?? []).length === 0 || has(one, 401, 403)),
      [],
    );
    assert.deepEqual(
      failing(one => one.operation.requestBody === undefined || has(one, 400, 413, 415, 422)),
      [],
    );
    assert.deepEqual(
      failing(one => !one.path.includes('{') || has(one, 400, 404)),
      [],
    );
    assert.deepEqual(
      failing(one => one.verb !== 'patch' || has(one, 412, 422, 428)),
      [],
    );
    assert.deepEqual(
      failing(one => one.verb !== 'delete' || has(one, 404, 409, 412, 428)),
      [],
    );
    const takesDays = ({operation: {parameters = []}}: NamedOperation) =>
      parameters.some(({schema}) => String(schema.pattern).includes('-\\d{2}-'));
    assert.deepEqual(
      failing(one => !takesDays(one) || has(one, 422)),
      [],
    );
    const isHealth = ({path}: NamedOperation) => path.startsWith('/health');
    assert.deepEqual(
      failing(
        one =>
          isHealth(one) ||
          errorsOf(one).every(([, reply]) => isError(reply.content?.['application/json']?.schema)),
      ),
      [],
    );
  });

  it('names each code under its own status, and every code somewhere', () => {
    const codes = operations.flatMap(one =>
      errorsOf(one)
        .filter(([, reply]) => isError(reply.content?.['application/json']?.schema))
        .flatMap(([status, reply]) =>
          reply.description
            .split(', ')
            .map(code => ({code, status: Number(status), of: `${one.verb} ${one.path}`})),
        ),
    );

    assert.deepEqual(
      codes.filter(({code, status}) => STATUS[code] !== status),
      [],
    );
    const named = new Set(codes.map(({code}) => code));
    assert.deepEqual(
      Object.keys(HTTP_STATUS).filter(code => !named.has(code)),
      [],
    );
    const withBody = operations.filter(({operation}) => operation.requestBody !== undefined);
    const silent = withBody.filter(
      ({operation}) => !operation.responses[422]?.description.includes('VALIDATION_FAILED'),
    );
    assert.deepEqual(
      silent.map(({path}) => path),
      [],
    );
  });

  it('takes nothing in a body that it does not name', () => {
    const open = operations.flatMap(({verb, path, operation}) =>
      reachable(document, operation.requestBody?.content['application/json']?.schema)
        .filter(schema => schema.properties !== undefined && schema.additionalProperties !== false)
        .map(() => `${verb} ${path}`),
    );

    assert.deepEqual(open, []);
  });

  it('gives examples that are as it says', () => {
    const validator = new DocumentValidator(document);
    const examples = schemasOf(document).filter(({schema}) => 'example' in schema);

    assert.ok(examples.length > 50);
    const wrong = examples.flatMap(({schema, way}) =>
      validator.problems(schema, schema.example).map(problem => `${way}: ${problem}`),
    );
    assert.deepEqual(wrong, []);
  });
});

/** A schema and all that it is made of, references followed. */
function reachable(document: Document, schema: Schema | undefined): Schema[] {
  if (schema === undefined) return [];
  const name = schema.$ref?.replace('#/components/schemas/', '');
  if (name !== undefined) return reachable(document, document.components.schemas[name]);
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return [schema, ...parts.flatMap(part => reachable(document, part))];
}
