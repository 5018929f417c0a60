import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table users
      add column version integer not null default 1 constraint users_version_check check (version > 0),
      add column created_by integer
        constraint users_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint users_updated_by_fkey references users (id) on delete set null;
    alter table courses
      add column version integer not null default 1 constraint courses_version_check check (version > 0),
      add column created_by integer
        constraint courses_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint courses_updated_by_fkey references users (id) on delete set null;
    alter table venues
      add column version integer not null default 1 constraint venues_version_check check (version > 0),
      add column created_by integer
        constraint venues_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint venues_updated_by_fkey references users (id) on delete set null;
    alter table course_schedules
      add column version integer not null default 1 constraint course_schedules_version_check check (version > 0),
      add column created_by integer
        constraint course_schedules_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint course_schedules_updated_by_fkey references users (id) on delete set null;
    alter table discount_codes
      add column version integer not null default 1 constraint discount_codes_version_check check (version > 0),
      add column created_by integer
        constraint discount_codes_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint discount_codes_updated_by_fkey references users (id) on delete set null;
    alter table bookings
      add column version integer not null default 1 constraint bookings_version_check check (version > 0),
      add column created_by integer
        constraint bookings_created_by_fkey references users (id) on delete set null,
      add column updated_by integer
        constraint bookings_updated_by_fkey references users (id) on delete set null;
    create index users_created_by_index on users (created_by) where created_by is not null;
    create index users_updated_by_index on users (updated_by) where updated_by is not null;
    create index courses_created_by_index on courses (created_by) where created_by is not null;
    create index courses_updated_by_index on courses (updated_by) where updated_by is not null;
    create index venues_created_by_index on venues (created_by) where created_by is not null;
    create index venues_updated_by_index on venues (updated_by) where updated_by is not null;
    create index course_schedules_created_by_index on course_schedules (created_by) where created_by is not null;
    create index course_schedules_updated_by_index on course_schedules (updated_by) where updated_by is not null;
    create index discount_codes_created_by_index on discount_codes (created_by) where created_by is not null;
    create index discount_codes_updated_by_index on discount_codes (updated_by) where updated_by is not null;
    create index bookings_created_by_index on bookings (created_by) where created_by is not null;
    create index bookings_updated_by_index on bookings (updated_by) where updated_by is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings drop column updated_by, drop column created_by, drop column version;
    alter table discount_codes drop column updated_by, drop column created_by, drop column version;
    alter table course_schedules drop column updated_by, drop column created_by, drop column version;
    alter table venues drop column updated_by, drop column created_by, drop column version;
    alter table courses drop column updated_by, drop column created_by, drop column version;
    alter table users drop column updated_by, drop column created_by, drop column version;
  `);
}
