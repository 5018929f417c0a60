import type {Knex} from 'knex';

const COMPANIES = [
  ['Dales Outdoor Centre', 'The Old Mill\nHawes\nDL8 3QL', 'accounts@dales-outdoor.example.com', 30],
  ['Calder Nurseries Ltd', '7 Wharf Street\nHalifax\nHX3 9QN', 'office@calder-nurseries.example.com', 0],
] as const;

/** One has credit and is invoiced for a booking that is confirmed and not paid yet; the other one pays first. */
export async function seed(knex: Knex): Promise<void> {
  for (const [name, address, email, days] of COMPANIES) {
    await knex.raw(
      `insert into companies (name, billing_address, email, credit_terms_days)
       select :name, :address, :email, :days
       where not exists (select from companies where name = :name)`,
      {name, address, email, days},
    );
  }
  await knex.raw(
    `update bookings b
     set company_id = k.id, purchase_order_number = 'DOC-2041',
         payment_due_on = cast(b.created_at at time zone 'Europe/London' as date) + k.credit_terms_days
     from companies k
     where k.name = :name and b.booking_reference = 'RFT-DEMK0004' and b.company_id is null`,
    {name: COMPANIES[0][0]},
  );
}
