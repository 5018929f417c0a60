import type {Knex} from 'knex';

/**
 * The database refuses update, delete and truncate of the activity log. The one way round it is
 * erase_activity_logs(), which runs with the rights of the migrating role and leaves a row that says what it did.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function refuse_activity_log_change() returns trigger language plpgsql as $$
    begin
      if current_setting('training_admin.erasing_activity_log', true) = 'on'
        and pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member')
      then
        return case tg_op when 'DELETE' then old else new end;
      end if;
      raise exception 'admin_activity_logs is append-only'
        using errcode = 'insufficient_privilege', constraint = 'admin_activity_logs_append_only',
              table = 'admin_activity_logs';
    end
    $$;
    create trigger admin_activity_logs_append_only before update or delete on admin_activity_logs
      for each row execute function refuse_activity_log_change();
    create trigger admin_activity_logs_no_truncate before truncate on admin_activity_logs
      for each statement execute function refuse_activity_log_change();

    create function erase_activity_logs(before timestamptz, erased_by integer, reason text) returns bigint
      language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      erased bigint;
    begin
      if reason is null or btrim(reason) = '' then
        raise exception 'erasing the activity log needs a reason' using errcode = 'invalid_parameter_value';
      end if;
      perform set_config('training_admin.erasing_activity_log', 'on', true);
      delete from admin_activity_logs where created_at < before;
      get diagnostics erased = row_count;
      perform set_config('training_admin.erasing_activity_log', 'off', true);
      insert into admin_activity_logs (admin_id, action, entity_type, new_values)
      values (erased_by, 'activity_log.erased', 'activity_log',
              jsonb_build_object('before', before, 'rows', erased, 'reason', reason));
      return erased;
    end
    $$;
    revoke execute on function erase_activity_logs(timestamptz, integer, text) from public;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop function erase_activity_logs(timestamptz, integer, text);
    drop trigger admin_activity_logs_no_truncate on admin_activity_logs;
    drop trigger admin_activity_logs_append_only on admin_activity_logs;
    drop function refuse_activity_log_change();
  `);
}
