import type {Knex} from 'knex';

/** The name and address as given for this booking: a guest's words never change somebody's account. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      add column contact_first_name varchar(100),
      add column contact_last_name varchar(100),
      add column contact_email varchar(255),
      add column contact_phone varchar(20);
    update bookings b
    set contact_first_name = u.first_name, contact_last_name = u.last_name,
        contact_email = u.email, contact_phone = u.phone
    from users u where u.id = b.user_id;
    alter table bookings
      alter column contact_first_name set not null,
      alter column contact_last_name set not null,
      alter column contact_email set not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      drop column contact_phone,
      drop column contact_email,
      drop column contact_last_name,
      drop column contact_first_name;
  `);
}
