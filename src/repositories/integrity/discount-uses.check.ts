import type {IntegrityCheck} from './check';

export const discountUses: IntegrityCheck = {
  name: 'discount_uses',
  about: 'Uses of each discount code: the bookings with it that are not cancelled',
  action:
    'Set discount_codes.times_used to the number of bookings, with the code locked, and find out what changed it',
  sql: `
    select 'discount_code' as entity, d.id, d.code as reference, cast(coalesce(used.uses, 0) as text) as expected,
      cast(d.times_used as text) as found
    from discount_codes d
    left join (
      select discount_code_id, count(*) as uses from bookings
      where discount_code_id is not null and status <> 'cancelled' group by discount_code_id
    ) used on used.discount_code_id = d.id
    where d.times_used <> coalesce(used.uses, 0)`,
};
