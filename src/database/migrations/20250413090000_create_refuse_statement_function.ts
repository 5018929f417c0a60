import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create function refuse_statement(reason text) returns boolean language plpgsql as $$
    begin
      raise exception using errcode = 'RF001', message = reason;
    end
    $$;
    comment on function refuse_statement(text) is 'Undoes the statement that calls it: for one that writes on a condition';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw('drop function refuse_statement(text)');
}
