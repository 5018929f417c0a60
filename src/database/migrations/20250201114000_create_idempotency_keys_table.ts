import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table idempotency_keys (
      scope varchar(50) not null,
      key varchar(255) not null,
      request_hash bytea not null,
      response_body jsonb not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      constraint idempotency_keys_pkey primary key (scope, key)
    );
    create index idempotency_keys_expires_at_index on idempotency_keys (expires_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop table idempotency_keys;
  `);
}
