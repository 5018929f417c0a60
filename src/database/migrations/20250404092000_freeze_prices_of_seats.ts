import type {Knex} from 'knex';

/**
 * What a change of attendees needs of the price that was agreed: the terms of the discount as they stood, what stays
 * paid for attendees who left too late, and the price of a seat where seats of one booking differ. Null in
 * \`unit_price\`: an equal share of what the seats without a price of their own cost.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings
      add column discount_terms jsonb,
      add column retained_amount decimal(10,2) not null default 0
        constraint bookings_retained_amount_check check (retained_amount >= 0);
    alter table booking_attendees
      add column unit_price decimal(10,2) constraint booking_attendees_unit_price_check check (unit_price >= 0);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table booking_attendees drop column unit_price;
    alter table bookings drop column retained_amount, drop column discount_terms;
  `);
}
