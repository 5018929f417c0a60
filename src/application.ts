import {readFileSync} from 'node:fs';
import path from 'node:path';
import {BootMixin} from '@loopback/boot';
import {BindingScope, CoreBindings, CoreTags, createBindingFromClass} from '@loopback/core';
import {type Entity, type EntityCrudRepository, RepositoryMixin} from '@loopback/repository';
import {RestApplication, RestBindings} from '@loopback/rest';
import {RestExplorerBindings, RestExplorerComponent} from '@loopback/rest-explorer';
import helmet from 'helmet';
import {closeByDefault} from './authentication/component';
import {type Config, PROJECT_ROOT} from './config';
import {Database} from './database/database';
import type {OpenDatabase} from './database/open-database';
import {PostgresDataSource} from './datasources/postgres.datasource';
import {migrateWorkerSchema} from './jobs/worker-schema';
import {AppBindings} from './keys';
import {createLogger, type Logger} from './logger';
import {ajvFactory} from './middleware/ajv';
import {ErrorProvider} from './middleware/error.provider';
import {KnownQueryMiddleware} from './middleware/known-query.middleware';
import {RequestLogMiddleware} from './middleware/request-log.middleware';
import {modelContracts} from './model-contracts';
import {DatabaseServerObserver} from './observers/database-server.observer';
import {DevelopmentAdminObserver} from './observers/development-admin.observer';
import {JobWorkerObserver} from './observers/job-worker.observer';
import {MailTransportObserver} from './observers/mail-transport.observer';
import {PortObserver} from './observers/port.observer';
import {SpecEnhancer} from './openapi/spec-enhancer';
import {pagesRouter} from './pages/router';
import {securityHeaders} from './pages/security-headers';
import {backupBeforeMigrate} from './schema-lifecycle/backup/before-migrate';
import {SchemaLifecycleComponent} from './schema-lifecycle/component';
import {SchemaLifecycleBindings} from './schema-lifecycle/keys';
import {createMailTransport} from './services/mail/mail-transports';
import {choosePaymentGateway} from './services/payments/choose-gateway';

/** Started in this order, stopped in the reverse one. */
export const OBSERVER_GROUPS = ['database-server', 'datasource', 'schema', 'mail', 'jobs', 'port', 'server'];
const BODY_LIMIT = '100kb';
/** Of what the payment provider tells us. */
const EVENT_LIMIT = '1mb';
const {version: VERSION} = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8'));

/** What the application is made of; `logger` and `clock` may be replaced by tests. */
export interface ApplicationOptions {
  config: Readonly<Config>;
  database: OpenDatabase;
  logger?: Logger;
  clock?: () => Date;
}

export class TrainingAdminApplication extends BootMixin(RepositoryMixin(RestApplication)) {
  constructor(options: ApplicationOptions) {
    const {config} = options;
    super({
      // LoopBack would stop at SIGTERM itself, and end the process while it starts (docs/decisions/007).
      shutdown: {signals: []},
      rest: {
        host: config.http.host,
        port: config.http.port,
        gracePeriodForClose: Math.max(config.http.shutdownGraceMs - 2000, 1000),
        cors: corsOptions(config),
        openApiSpec: {
          endpointMapping: {'/openapi.json': {version: '3.0.0', format: 'json'}},
          setServersFromRequest: true,
        },
        apiExplorer: {disabled: true},
        expressSettings: {'x-powered-by': false, 'trust proxy': config.http.trustProxy, etag: false},
        requestBodyParser: {
          json: {limit: BODY_LIMIT},
          urlencoded: {limit: BODY_LIMIT},
          text: {limit: BODY_LIMIT},
          raw: {limit: EVENT_LIMIT, type: () => true},
          validation: {prohibitedKeys: ['__proto__', 'constructor', 'prototype']},
        },
      },
    });
    const logger = options.logger ?? createLogger(config.log);
    this.bindParts(options, logger);
    this.orderObservers();
    this.addSchemaLifecycle(options, logger);
    this.addMiddleware(config);
    this.addAccessControl();
    this.addPages(config);
    this.projectRoot = __dirname;
    this.bootOptions = {
      controllers: {dirs: ['controllers'], extensions: ['.controller.js'], nested: true},
      repositories: {dirs: ['repositories'], extensions: ['.repository.js'], nested: true},
      services: {dirs: ['services'], extensions: ['.service.js'], nested: true},
    };
  }

  private bindParts({config, database, clock}: ApplicationOptions, logger: Logger): void {
    this.bind(AppBindings.CONFIG).to(config);
    this.bind(AppBindings.OPEN_DATABASE).to(database);
    this.bind(AppBindings.CONNECTION).to(database.connection);
    this.bind(AppBindings.DIRECT_CONNECTION).to(database.migrationConnection);
    this.bind(AppBindings.POOL_SETTINGS).to(config.database.pool);
    this.bind(AppBindings.LOGGER).to(logger);
    this.bind(AppBindings.RUN_STATE).to({isStopping: false});
    this.bind(AppBindings.CLOCK).to(clock ?? (() => new Date()));
    this.bind(AppBindings.DATABASE)
      .toDynamicValue(async () => {
        const isDirect = database.connection === database.migrationConnection;
        return new Database(await this.get<PostgresDataSource>('datasources.postgres'), isDirect);
      })
      .inScope(BindingScope.SINGLETON);
    this.bind(AppBindings.REPOSITORY_LOOKUP).to(name =>
      this.get<EntityCrudRepository<Entity, unknown>>(`repositories.${name}Repository`),
    );
    this.bind(AppBindings.MAIL_TRANSPORT).to(createMailTransport(config.mail));
    this.bind('services.PaymentGateway')
      .toDynamicValue(() => choosePaymentGateway(config.payments.stripe))
      .inScope(BindingScope.SINGLETON);
    this.dataSource(PostgresDataSource);
  }

  /** LoopBack would start the REST server first: its binding carries no group (docs/decisions/003). */
  private orderObservers(): void {
    this.bind(CoreBindings.LIFE_CYCLE_OBSERVER_OPTIONS).to({orderedGroups: OBSERVER_GROUPS, parallel: false});
    this.getBinding('servers.RestServer').tag({[CoreTags.LIFE_CYCLE_OBSERVER_GROUP]: 'server'});
    this.lifeCycleObserver(DatabaseServerObserver);
    this.lifeCycleObserver(MailTransportObserver);
    this.lifeCycleObserver(JobWorkerObserver);
    this.lifeCycleObserver(PortObserver);
  }

  /** What is pending is applied (or checked) and seeded before jobs and requests begin. */
  private addSchemaLifecycle({config, database}: ApplicationOptions, logger: Logger): void {
    this.bind(SchemaLifecycleBindings.OPTIONS).to({
      connection: database.migrationConnection,
      migrationsDirectory: path.join(__dirname, 'database', 'migrations'),
      seedsDirectory: path.join(__dirname, 'database', 'seeds'),
      ...config.schema,
      environment: config.environment,
      applicationVersion: VERSION,
      logger,
      afterMigrate: migrateWorkerSchema,
      ...(config.backup.beforeMigrate
        ? {
            beforeApply: backupBeforeMigrate(
              config.backup.folder,
              {
                connection: database.migrationConnection,
                search: config.backup.search,
                applicationVersion: VERSION,
              },
              logger,
            ),
          }
        : {}),
      models: modelContracts(),
      query: async (text: string, values?: unknown[]) => {
        const {pool} = await this.get<PostgresDataSource>('datasources.postgres');
        return pool.query(text, values);
      },
    });
    this.component(SchemaLifecycleComponent);
  }

  private addMiddleware({payments}: Readonly<Config>): void {
    this.expressMiddleware(helmet, securityHeaders(payments.stripe !== null), {
      injectConfiguration: false,
      key: 'middleware.securityHeaders',
      group: 'securityHeaders',
      downstreamGroups: ['requestLog'],
    });
    this.middleware(RequestLogMiddleware);
    this.middleware(KnownQueryMiddleware);
    this.bind(RestBindings.AJV_FACTORY).to(ajvFactory);
    this.bind(RestBindings.SequenceActions.REJECT).toProvider(ErrorProvider).inScope(BindingScope.SINGLETON);
  }

  private addAccessControl(): void {
    closeByDefault(this);
    this.lifeCycleObserver(DevelopmentAdminObserver);
  }

  private addPages({environment}: Readonly<Config>): void {
    this.add(createBindingFromClass(SpecEnhancer));
    this.configure(RestExplorerBindings.COMPONENT).to({
      path: '/explorer',
      useSelfHostedSpec: true,
      indexTitle: 'Training Admin API',
      indexTemplatePath: path.join(PROJECT_ROOT, 'public', 'explorer-template.html'),
    });
    this.component(RestExplorerComponent);
    this.mountExpressRouter('/', pagesRouter({asWritten: environment === 'development'}));
  }
}

/** No origin is allowed by default; the front-end's are listed in CORS_ORIGINS. */
function corsOptions({http}: Readonly<Config>) {
  return {
    origin: http.corsOrigins.length === 0 ? false : [...http.corsOrigins],
    methods: 'GET,POST,PATCH,PUT,DELETE',
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'],
    exposedHeaders: ['ETag', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    credentials: false,
  };
}
