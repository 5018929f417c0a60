import type {Knex} from 'knex';

/** Where a visit came from, read out of its addresses once, when the event arrives. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table analytics_events
      add column referrer_host varchar(255),
      add column utm_source varchar(100);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table analytics_events
      drop column utm_source,
      drop column referrer_host;
  `);
}
