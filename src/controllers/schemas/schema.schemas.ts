import {nullable, objectSchema, oneOf, timeSchema} from './common.schemas';

const count = {type: 'integer', minimum: 0} as const;
const text = {type: 'string'} as const;
const flag = {type: 'boolean'} as const;
const listOf = <Items extends object>(items: Items) => ({type: 'array', items}) as const;

export const schemaStatusSchema = objectSchema('SchemaStatus', {
  version: nullable({type: 'string', description: 'The newest applied migration'}),
  pending: count,
  isWrong: {type: 'boolean', description: 'Whether something stands in the way of migrating'},
  holder: nullable({
    type: 'object',
    description: 'Who is changing the schema right now',
    additionalProperties: true,
  }),
  isDrifted: nullable({
    type: 'boolean',
    description: 'Whether it is another one than the last migration left; null: no migration has told',
  }),
  migrations: {
    type: 'array',
    items: objectSchema('Migration', {
      name: {type: 'string', example: '20250127121000_create_courses_table'},
      state: oneOf(['applied', 'pending', 'changed', 'missing', 'ahead', 'running', 'unfinished', 'failed']),
      batch: nullable(count),
      at: nullable(timeSchema),
      durationMs: nullable({type: 'number'}),
      by: nullable(text),
      error: nullable(text),
      problem: nullable({
        type: 'string',
        description: 'What stands in the way, and the command that mends it',
      }),
    }),
  },
  runs: {
    type: 'array',
    description: 'Newest first',
    items: objectSchema('MigrationRun', {
      id: count,
      name: text,
      direction: oneOf(['up', 'down']),
      state: oneOf(['running', 'succeeded', 'failed']),
      batch: nullable(count),
      startedAt: timeSchema,
      finishedAt: nullable(timeSchema),
      durationMs: nullable({type: 'number'}),
      by: text,
      host: nullable(text),
      applicationVersion: nullable(text),
      error: nullable(text),
    }),
  },
  backups: {
    type: 'array',
    description: 'Daily ones, newest first',
    items: objectSchema('LoggedBackup', {
      id: count,
      file: text,
      state: oneOf(['made', 'proven', 'failed', 'removed']),
      startedAt: timeSchema,
      finishedAt: nullable(timeSchema),
      bytes: nullable({type: 'number'}),
      error: nullable(text),
    }),
  },
});

export const liveSchemaSchema = objectSchema('LiveSchema', {
  tables: listOf(
    objectSchema('LiveTable', {
      name: {type: 'string', description: 'With its schema unless that is `public`', example: 'bookings'},
      about: nullable(text),
      rows: nullable({type: 'number', description: 'As counted by the last analyze'}),
      bytes: {type: 'number', description: 'With its indexes'},
      columns: listOf(
        objectSchema('LiveColumn', {name: text, type: text, isNullable: flag, default: nullable(text)}),
      ),
      primaryKey: listOf(text),
      foreignKeys: listOf(
        objectSchema('LiveForeignKey', {
          name: text,
          columns: listOf(text),
          target: text,
          targetColumns: listOf(text),
          onDelete: oneOf(['no action', 'restrict', 'cascade', 'set null', 'set default']),
        }),
      ),
    }),
  ),
});

const finding = {
  rule: {type: 'string', example: 'index-not-concurrent'},
  severity: oneOf(['error', 'warning', 'hint']),
  migration: text,
  statement: nullable(text),
  why: text,
  safer: {type: 'string', description: 'What to do instead'},
  measured: {type: 'boolean', description: 'Whether it was measured, or read from the text'},
};

export const schemaCheckSchema = objectSchema('SchemaCheck', {
  checkedAt: timeSchema,
  durationMs: count,
  drift: objectSchema('SchemaDrift', {
    isDrifted: flag,
    comparedBy: oneOf(['rebuilt schema', 'fingerprint']),
    reason: nullable({type: 'string', description: 'Why the schema was not rebuilt'}),
    differences: listOf(
      objectSchema('SchemaDifference', {
        change: oneOf(['added', 'removed', 'changed']),
        kind: {type: 'string', example: 'column'},
        object: {type: 'string', example: 'column public.users.email'},
        table: nullable(text),
        expected: nullable({type: 'string', description: 'As the migrations give it'}),
        live: nullable({type: 'string', description: 'As it is in the database'}),
      }),
    ),
  }),
  lint: objectSchema('SchemaLint', {
    migrations: {...listOf(text), description: 'Pending ones that were tried out'},
    findings: listOf(objectSchema('LintFinding', finding)),
    silenced: listOf(objectSchema('SilencedLintFinding', {...finding, reason: nullable(text)})),
    notes: {...listOf(text), description: 'What could not be measured, or not as it will be'},
    failure: nullable(objectSchema('LintFailure', {migration: text, error: text})),
    skippedBecause: nullable({type: 'string', description: 'Why nothing was tried out'}),
  }),
});
