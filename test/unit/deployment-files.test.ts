import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import * as kubernetes from 'kubernetes-models';
import {parse, parseAllDocuments} from 'yaml';
import {PROJECT_ROOT} from '../../src/config';
import {variables} from '../../src/config-variables';

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
const KUBERNETES = 'deploy/kubernetes';

/** What is set for the application's container and is not the application's own. */
const FOREIGN = new Set(['POSTGRES_DB', 'POSTGRES_USER', 'POSTGRES_PASSWORD']);

interface Manifest {
  apiVersion: string;
  kind: string;
}

interface Service {
  container_name?: string;
  environment?: object;
  depends_on?: object;
  ports?: string[];
  stop_grace_period?: string;
}

interface Compose {
  services: Record<string, Service> & {app: Service};
}

/** The models validate against the schemas of the Kubernetes API. */
const MODELS: Record<string, new (data: never) => {validate(): void}> = {
  'v1 Secret': kubernetes.v1.Secret,
  'v1 Service': kubernetes.v1.Service,
  'batch/v1 Job': kubernetes.batch.v1.Job,
  'apps/v1 Deployment': kubernetes.apps.v1.Deployment,
};

/** The part of the Compose specification that is used; another key is a typing error. */
const text = {type: 'string'};
const environment = {type: 'object', additionalProperties: {type: ['string', 'number']}};
const COMPOSE = {
  type: 'object',
  required: ['services'],
  additionalProperties: false,
  properties: {
    services: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          image: text,
          build: text,
          command: {type: 'array', items: text},
          environment,
          volumes: {type: 'array', items: text},
          ports: {type: 'array', items: text},
          restart: {enum: ['no', 'always', 'on-failure', 'unless-stopped']},
          stop_grace_period: {type: 'string', pattern: '^\\d+s$'},
          healthcheck: {
            type: 'object',
            required: ['test'],
            additionalProperties: false,
            properties: {
              test: {type: 'array', items: text},
              interval: text,
              timeout: text,
              retries: {type: 'integer'},
            },
          },
          depends_on: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              required: ['condition'],
              properties: {
                condition: {enum: ['service_started', 'service_healthy', 'service_completed_successfully']},
              },
            },
          },
        },
        anyOf: [{required: ['image']}, {required: ['build']}],
      },
    },
    volumes: {type: 'object'},
  },
};

describe('The files for a deployment', () => {
  const manifests = (file: string): Manifest[] =>
    parseAllDocuments(read(path.join(KUBERNETES, file))).map(document => document.toJS());
  const files = readdirSync(path.join(PROJECT_ROOT, KUBERNETES));
  const compose: Compose = parse(read('docker-compose.yml'), {merge: true});

  for (const file of files) {
    it(`${file} is what Kubernetes takes`, () => {
      for (const manifest of manifests(file)) {
        const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
        assert.ok(Model, `${manifest.apiVersion} ${manifest.kind} is not looked at`);
        new Model(manifest as never).validate();
      }
    });
  }

  it('a value that Kubernetes does not take would be found', () => {
    const [job] = manifests('migrate-job.yaml') as [Manifest & {spec: object}];

    assert.throws(() =>
      new kubernetes.batch.v1.Job({...job, spec: {...job.spec, backoffLimit: 'two'}} as never).validate(),
    );
  });

  it('docker-compose.yml is what Compose takes, and its parts that depend on each other are there', () => {
    const validate = new Ajv({allowUnionTypes: true}).compile(COMPOSE);

    assert.ok(validate(compose), JSON.stringify(validate.errors));
    for (const service of Object.values(compose.services)) {
      for (const other of Object.keys(service.depends_on ?? {})) assert.ok(compose.services[other], other);
    }
  });

  it('several containers of the application can run beside each other', () => {
    const {app} = compose.services;

    assert.equal(app.container_name, undefined);
    assert.ok(app.ports?.length);
    for (const port of app.ports) assert.match(port, /^\d+-\d+:3000$/);
  });

  it('every variable that they set is one that the application knows', () => {
    const inCompose = Object.values(compose.services).flatMap(service =>
      Object.keys(service.environment ?? {}),
    );
    const inKubernetes = files.flatMap(file =>
      [...read(path.join(KUBERNETES, file)).matchAll(/^ *(?:- name|key): ([A-Z][A-Z_]+)$/gm)].map(
        ([, name]) => name ?? '',
      ),
    );
    const inScript = [...read('scripts/entrypoint.sh').matchAll(/\$\{([A-Z_]+)/g)].map(
      ([, name]) => name ?? '',
    );

    for (const name of [...inCompose, ...inKubernetes, ...inScript]) {
      assert.ok(Object.hasOwn(variables, name) || FOREIGN.has(name), `${name} is not a variable of ours`);
    }
  });

  it('everything that the Dockerfile copies is in the project, and its Node is one that we support', () => {
    const dockerfile = read('Dockerfile');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
      (names ?? '').split(' '),
    );

    for (const name of copied) assert.ok(existsSync(path.join(PROJECT_ROOT, name)), name);
    assert.ok(copied.length > 5);
    const [, node] = /^ARG NODE_VERSION=(\d+)$/m.exec(dockerfile) ?? [];
    assert.ok(Number(node) >= 20);
    assert.match(dockerfile, /^USER node$/m);
  });

  it('the server is given more time to stop than it takes', () => {
    const grace = Number(variables.SHUTDOWN_GRACE_S.default);
    const [, seconds] =
      /terminationGracePeriodSeconds: (\d+)/.exec(read(`${KUBERNETES}/deployment.yaml`)) ?? [];

    assert.ok(Number(seconds) > grace);
    assert.ok(Number.parseInt(compose.services.app.stop_grace_period ?? '', 10) > grace);
  });

  it('every command of the Procfile runs a file that the build makes', () => {
    for (const [, file] of read('Procfile').matchAll(/node (dist\/\S+)/g)) {
      assert.ok(
        existsSync(path.join(PROJECT_ROOT, (file ?? '').replace(/^dist\//, '').replace(/\.js$/, '.ts'))),
        file,
      );
    }
  });

  it('the entry point may be executed', () => {
    assert.ok(statSync(path.join(PROJECT_ROOT, 'scripts/entrypoint.sh')).mode & 0o111);
  });
});
