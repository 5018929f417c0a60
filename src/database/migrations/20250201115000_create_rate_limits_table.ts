import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table rate_limits (
      bucket varchar(50) not null,
      subject bytea not null,
      hits integer not null,
      expires_at timestamptz not null,
      constraint rate_limits_pkey primary key (bucket, subject)
    );
    create index rate_limits_expires_at_index on rate_limits (expires_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop table rate_limits;
  `);
}
