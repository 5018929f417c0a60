import bcrypt from 'bcryptjs';
import type {Knex} from 'knex';

/** Staff and customers of development; everybody's password but the admin's is `training123`. */
const STAFF = [
  {email: 'admin@reactfasttraining.co.uk', password: 'admin123', first: 'Lex', last: 'Admin', role: 'admin'},
  {
    email: 'sarah.hughes@reactfasttraining.co.uk',
    password: 'training123',
    first: 'Sarah',
    last: 'Hughes',
    role: 'instructor',
  },
  {
    email: 'tom.oneill@reactfasttraining.co.uk',
    password: 'training123',
    first: 'Tom',
    last: "O'Neill",
    role: 'instructor',
  },
];
const CUSTOMERS = [
  {
    email: 'emma.clarke@example.com',
    password: 'training123',
    first: 'Emma',
    last: 'Clarke',
    role: 'customer',
  },
  {email: 'zoe.obrien@example.com', password: 'training123', first: 'Zoë', last: "O'Brien", role: 'customer'},
  {email: 'raj.patel@example.com', password: 'training123', first: 'Raj', last: 'Patel', role: 'customer'},
  {email: 'guest.walker@example.com', password: null, first: 'Joan', last: 'Walker', role: 'customer'},
];
const COST = 10;

export async function seed(knex: Knex): Promise<void> {
  for (const user of [...STAFF, ...CUSTOMERS]) {
    await knex.raw(
      `insert into users (email, password_hash, first_name, last_name, role, email_verified_at)
       values (:email, :hash, :first, :last, :role, case when cast(:hash as text) is null then null else now() end)
       on conflict (lower(email)) do nothing`,
      {...user, hash: user.password === null ? null : await bcrypt.hash(user.password, COST)},
    );
  }
}
