import type {Knex} from 'knex';

/** Without a default policy, and a tier of it, nobody could book. Checked at the commit, so that the default can change. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function check_default_cancellation_policy() returns trigger language plpgsql as $$
    begin
      if default_cancellation_policy() is null then
        raise exception 'there must be a default cancellation policy with a tier'
          using errcode = 'check_violation', constraint = 'cancellation_policies_default_check',
                table = 'cancellation_policies';
      end if;
      return null;
    end
    $$;
    create constraint trigger cancellation_policies_default_kept
      after update or delete on cancellation_policies deferrable initially deferred
      for each row execute function check_default_cancellation_policy();
    create constraint trigger cancellation_policy_tiers_default_kept
      after update or delete on cancellation_policy_tiers deferrable initially deferred
      for each row execute function check_default_cancellation_policy();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop trigger cancellation_policy_tiers_default_kept on cancellation_policy_tiers;
    drop trigger cancellation_policies_default_kept on cancellation_policies;
    drop function check_default_cancellation_policy();
  `);
}
