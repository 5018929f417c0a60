import type {Knex} from 'knex';

/** One that counts, one that has expired, one that is used up (its only use is in 06_bookings). Days from the first run. */
const CODES = [
  ['WELCOME10', '10 % off for new customers', 'percentage', '10', '0', -30, 365, null, 0],
  ['SPRING15', '15 % off, expired', 'percentage', '15', '0', -120, -30, null, 0],
  ['LASTONE', '£20 off, once', 'fixed', '20', '50', -30, 365, 1, 1],
] as const;

export async function seed(knex: Knex): Promise<void> {
  for (const [code, description, type, value, minimum, from, until, limit, used] of CODES) {
    await knex.raw(
      `insert into discount_codes
         (code, description, discount_type, discount_value, min_purchase_amount, valid_from, valid_until,
          usage_limit, times_used)
       values (:code, :description, :type, :value, :minimum, current_date + cast(:from as integer),
          current_date + cast(:until as integer), :limit, :used)
       on conflict (upper(code)) do nothing`,
      {code, description, type, value, minimum, from, until, limit, used},
    );
  }
}
