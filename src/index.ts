import {TrainingAdminApplication} from './application';
import {type Config, ConfigError, loadConfig} from './config';
import {openDatabase} from './database/open-database';
import {DEVELOPMENT_ADMIN} from './domain/passwords';
import {AppBindings} from './keys';
import {createLogger, type Logger} from './logger';

/**
 * Starts the application and keeps it until SIGTERM or SIGINT: running requests finish, then jobs, then the pool, then
 * the embedded server. Exit code 0 after a stop, 1 when it could not start or stop in time.
 */
export async function main(): Promise<void> {
  let logger: Logger | undefined;
  try {
    const config = loadConfig();
    logger = createLogger(config.log);
    const database = await openDatabase(config);
    logger.info({database: database.description, environment: config.environment}, 'database found');
    const application = new TrainingAdminApplication({config, database, logger});
    const started = start(application);
    stopOnSignals(application, started, config, logger);
    await started;
    announce(application, config);
  } catch (error) {
    report(error, logger);
    process.exit(1);
  }
}

async function start(application: TrainingAdminApplication): Promise<void> {
  await application.boot();
  await application.start();
}

/** A signal while starting waits for the start to end, for as long as SHUTDOWN_GRACE_S: a migration is not cut off. */
function stopOnSignals(
  application: TrainingAdminApplication,
  started: Promise<void>,
  config: Readonly<Config>,
  logger: Logger,
): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    application.getSync(AppBindings.RUN_STATE).isStopping = true;
    logger.info({signal}, 'stopping');
    setTimeout(() => {
      logger.error({graceMs: config.http.shutdownGraceMs}, 'not stopped in time');
      process.exit(1);
    }, config.http.shutdownGraceMs).unref();
    try {
      await started;
      await application.stop();
      logger.info({}, 'stopped');
      process.exit(0);
    } catch (error) {
      report(error, logger);
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}

function announce(application: TrainingAdminApplication, {environment}: Readonly<Config>): void {
  const url = application.restServer.url?.replace('127.0.0.1', 'localhost');
  const lines = [
    '',
    `Training Admin is ready on ${url}`,
    `  booking page       ${url}/`,
    `  console for staff  ${url}/admin`,
    `  API explorer       ${url}/explorer`,
  ];
  if (environment === 'development') {
    lines.push(`  development login  ${DEVELOPMENT_ADMIN.email} / ${DEVELOPMENT_ADMIN.password}`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

/** Errors that say what to do are told without a stack. */
function report(error: unknown, logger: Logger | undefined): void {
  const {code, port} = error as {code?: string; port?: number};
  if (error instanceof ConfigError || logger === undefined)
    process.stderr.write(`${(error as Error).message}\n`);
  else if (code === 'EADDRINUSE')
    logger.error({port}, `port ${port} is taken: stop what listens there or set PORT`);
  else logger.error({err: error}, 'the application could not start or stop');
}

if (require.main === module) void main();
