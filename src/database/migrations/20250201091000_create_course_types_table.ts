import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    create table course_types (
      code varchar(50) constraint course_types_pkey primary key
        constraint course_types_code_check check (code ~ '^[a-z]+(_[a-z]+)*$'),
      name varchar(100) not null,
      duration_hours decimal(4,2) not null
        constraint course_types_duration_hours_check check (duration_hours > 0),
      days integer not null constraint course_types_days_check check (days > 0),
      certification_validity_years integer not null
        constraint course_types_certification_validity_years_check check (certification_validity_years > 0)
    );
    insert into course_types (code, name, duration_hours, days, certification_validity_years) values
      ('faw', 'First Aid at Work', 18, 3, 3),
      ('faw_requalification', 'First Aid at Work Requalification', 12, 2, 3),
      ('efaw', 'Emergency First Aid at Work', 6, 1, 3),
      ('paediatric', 'Paediatric First Aid', 12, 2, 3),
      ('emergency_paediatric', 'Emergency Paediatric First Aid', 6, 1, 3),
      ('cpr_aed', 'CPR and AED', 3, 1, 1);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop table course_types;
  `);
}
