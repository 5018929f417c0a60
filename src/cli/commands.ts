import type {Command} from './command';

/** Every command; a file is loaded when its command is called, so that each starts with what it needs. */
export const commands: Readonly<Record<string, () => Command>> = {
  migrate: () => require('./commands/migrate').command,
  'migrate:latest': () => require('./commands/migrate').command,
  'migrate:up': () => require('./commands/migrate-up').command,
  'migrate:down': () => require('./commands/migrate-down').command,
  'migrate:rollback': () => require('./commands/migrate-rollback').command,
  'migrate:status': () => require('./commands/migrate-status').command,
  'migrate:list': () => require('./commands/migrate-list').command,
  'migrate:make': () => require('./commands/migrate-make').command,
  'migrate:create': () => require('./commands/migrate-make').command,
  'migrate:drift': () => require('./commands/migrate-drift').command,
  'migrate:verify': () => require('./commands/migrate-verify').command,
  'migrate:validate': () => require('./commands/migrate-validate').command,
  'migrate:lint': () => require('./commands/migrate-lint').command,
  'migrate:rehearse': () => require('./commands/migrate-rehearse').command,
  'migrate:repair': () => require('./commands/migrate-repair').command,
  'schema:dump': () => require('./commands/schema-dump').command,
  'schema:diagram': () => require('./commands/schema-diagram').command,
  'schema:types': () => require('./commands/schema-types').command,
  'seed:run': () => require('./commands/seed-run').command,
  'seed:large': () => require('./commands/seed-large').command,
  'seed:make': () => require('./commands/seed-make').command,
  'db:check': () => require('./commands/db-check').command,
  'user:create-admin': () => require('./commands/user-create-admin').command,
};
