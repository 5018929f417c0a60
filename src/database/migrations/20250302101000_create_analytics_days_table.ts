import type {Knex} from 'knex';

/**
 * What each day of the company's calendar came to, once no event of it can arrive any more. It names nobody, so it stays
 * when the events themselves are removed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table analytics_days (
      day date not null,
      dimension varchar(20) not null
        constraint analytics_days_dimension_check
          check (dimension in ('visits', 'funnel', 'source', 'device', 'browser')),
      key varchar(300) not null,
      visits integer not null constraint analytics_days_visits_check check (visits >= 0),
      page_views integer not null constraint analytics_days_page_views_check check (page_views >= 0),
      bookings integer not null constraint analytics_days_bookings_check check (bookings >= 0),
      constraint analytics_days_pkey primary key (day, dimension, key)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop table analytics_days;
  `);
}
