import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table settings (
      key varchar(100) constraint settings_pkey primary key,
      value jsonb not null,
      description text not null,
      updated_at timestamptz not null default now(),
      updated_by integer constraint settings_updated_by_fkey references users (id) on delete set null
    );
    create index settings_updated_by_index on settings (updated_by) where updated_by is not null;
    insert into settings (key, value, description) values
      ('company.name', '"React Fast Training"', 'Name on mails, calendar files and documents'),
      ('company.email', '"info@reactfasttraining.co.uk"', 'Address that customers reply to'),
      ('bookings.few_left_seats', '3', 'From how many free seats on a schedule is shown as few_left');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop table settings;
  `);
}
