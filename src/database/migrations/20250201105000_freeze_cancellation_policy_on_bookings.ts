import type {Knex} from 'knex';

/** The policy as it stood is written onto each booking, so that a later edit never changes what was agreed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function default_cancellation_policy() returns jsonb language sql stable as $$
      select jsonb_build_object(
        'name', p.name,
        'tiers', jsonb_agg(
          jsonb_build_object(
            'minDaysBefore', t.min_days_before, 'refundPercent', t.refund_percent, 'name', t.name
          )
          order by t.min_days_before desc
        )
      )
      from cancellation_policies p
      join cancellation_policy_tiers t on t.cancellation_policy_id = p.id
      where p.is_default
      group by p.id, p.name
    $$;
    alter table bookings add column cancellation_policy jsonb;
    update bookings set cancellation_policy = default_cancellation_policy();
    alter table bookings
      alter column cancellation_policy set not null,
      add constraint bookings_cancellation_policy_check check (jsonb_typeof(cancellation_policy) = 'object');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table bookings drop column cancellation_policy;
    drop function default_cancellation_policy();
  `);
}
