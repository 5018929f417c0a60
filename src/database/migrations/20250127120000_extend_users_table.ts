import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table users
      alter column password_hash drop not null,
      add column phone varchar(20),
      add column role varchar(20) not null default 'customer'
        constraint users_role_check check (role in ('customer', 'admin', 'instructor')),
      add column is_active boolean not null default true,
      add column last_login timestamptz,
      drop constraint users_email_key;
    create unique index users_email_key on users (lower(email));
    create index users_role_index on users (role) where role <> 'customer';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index users_role_index;
    drop index users_email_key;
    delete from users where password_hash is null;
    alter table users
      add constraint users_email_key unique (email),
      drop column last_login,
      drop column is_active,
      drop column role,
      drop column phone,
      alter column password_hash set not null;
  `);
}
