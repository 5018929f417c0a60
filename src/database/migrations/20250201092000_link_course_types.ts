import type {Knex} from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    alter table courses
      add constraint courses_course_type_fkey foreign key (course_type) references course_types (code) on delete restrict;
    alter table discount_codes
      add constraint discount_codes_course_type_restriction_fkey
        foreign key (course_type_restriction) references course_types (code) on delete restrict;
    create index courses_course_type_index on courses (course_type);
    create index discount_codes_course_type_restriction_index on discount_codes (course_type_restriction)
      where course_type_restriction is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.raw(`
    drop index discount_codes_course_type_restriction_index;
    drop index courses_course_type_index;
    alter table discount_codes drop constraint discount_codes_course_type_restriction_fkey;
    alter table courses drop constraint courses_course_type_fkey;
  `);
}
