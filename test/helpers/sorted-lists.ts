import type {TestApp} from './app';

export interface SortedList {
  defaultSort: string;
  /** Where its rows are, for a query that knows nothing of pages. */
  from: string;
  /** Unique key of the rows. */
  id: string;
  /** The value that each sort goes by. */
  sorts: Record<string, string>;
  /** Adds rows: some with equal values, some that differ by microseconds only. */
  add(app: TestApp): Promise<unknown>;
}

/** Values come in this order, with repetitions, so that ids and values never agree. */
const VALUES = `(values (0, 'bravo', 2), (1, 'alfa', 1), (2, 'charlie', 3), (3, 'alfa', 1), (4, 'bravo', 2))
  as v (n, word, size)`;
const WHEN = `timestamptz '2027-01-01 10:00:00.000500Z' - n * interval '1 microsecond'`;
const random = () => Math.random().toString(36).slice(2);

/** Every staff list, with an order for each of its sorts that does not come from the list itself. */
export const SORTED_LISTS: Record<string, SortedList> = {
  '/api/admin/courses': {
    defaultSort: 'name',
    from: 'courses',
    id: 'id',
    sorts: {name: 'name', price: 'price', createdAt: 'created_at'},
    add: app =>
      app.rows(
        `insert into courses (name, slug, course_type, duration_hours, price, created_at)
         select word, $1 || '-' || n, 'efaw', 6, size * 9, ${WHEN} from ${VALUES}`,
        [random()],
      ),
  },
  '/api/admin/venues': {
    defaultSort: 'name',
    from: 'venues',
    id: 'id',
    sorts: {name: 'name', city: 'city', capacity: 'capacity', createdAt: 'created_at'},
    add: app =>
      app.rows(
        `insert into venues (name, address_line1, city, postcode, capacity, created_at)
         select word, word, word, 'LS1 1AA', size * 9, ${WHEN} from ${VALUES}`,
      ),
  },
  '/api/admin/companies': {
    defaultSort: 'name',
    from: 'companies',
    id: 'id',
    sorts: {name: 'name', createdAt: 'created_at'},
    add: app =>
      app.rows(
        `insert into companies (name, billing_address, email, created_at)
         select word, word, word, ${WHEN} from ${VALUES}`,
      ),
  },
  '/api/admin/discount-codes': {
    defaultSort: 'code',
    from: 'discount_codes',
    id: 'id',
    sorts: {code: 'code', validUntil: 'valid_until', timesUsed: 'times_used', createdAt: 'created_at'},
    add: app =>
      app.rows(
        `insert into discount_codes (code, discount_type, discount_value, valid_from, valid_until, times_used, created_at)
         select upper(word || $1 || n), 'fixed', 1, '2026-01-01', date '2027-01-01' + size, size * 9, ${WHEN} from ${VALUES}`,
        [random()],
      ),
  },
  '/api/admin/users': {
    defaultSort: '-id',
    from: 'users',
    id: 'id',
    sorts: {id: 'id', lastName: 'last_name', email: 'lower(email)'},
    add: app =>
      app.rows(
        `insert into users (email, first_name, last_name)
         select case n % 2 when 0 then upper(word) else word end || $1 || n || '@example.com', 'A', word from ${VALUES}`,
        [random()],
      ),
  },
  '/api/admin/bookings': {
    defaultSort: '-id',
    from: 'bookings b join course_schedules s on s.id = b.course_schedule_id',
    id: 'b.id',
    sorts: {id: 'b.id', lastName: 'b.contact_last_name', startDatetime: 's.start_datetime'},
    add: async app => {
      const schedules = [await app.given.schedule(), await app.given.schedule()];
      return app.rows(
        `with guest as (insert into users (email, first_name, last_name) values ($1, 'A', 'B') returning id)
         insert into bookings (user_id, course_schedule_id, booking_reference, status, payment_amount,
           contact_first_name, contact_last_name, contact_email, cancellation_policy)
         select guest.id, ($2::integer[])[1 + n % 2], left('R' || n || $1, 20), 'confirmed', 75, 'A', word, 'a@b',
           default_cancellation_policy() from guest, ${VALUES}`,
        [random(), schedules],
      );
    },
  },
  '/api/admin/schedules': {
    defaultSort: 'startDatetime',
    from: 'course_schedules',
    id: 'id',
    sorts: {id: 'id', startDatetime: 'start_datetime'},
    add: async app => {
      for (const startsInDays of [3, 1, 2, 1, 3]) await app.given.schedule({startsInDays});
      await app.rows(`update course_schedules set start_datetime = start_datetime - id * interval '1 microsecond'
        where id % 2 = 0 and extract(microseconds from start_datetime) = 0`);
    },
  },
  '/api/admin/payments': {
    defaultSort: '-id',
    from: 'payment_transactions',
    id: 'id',
    sorts: {id: 'id'},
    add: async app => {
      await SORTED_LISTS['/api/admin/bookings']?.add(app);
      return app.rows(`insert into payment_transactions (booking_id, kind, amount, payment_method)
        select (select max(id) from bookings), 'charge', size, 'cash' from ${VALUES}`);
    },
  },
  '/api/admin/refunds': {
    defaultSort: '-id',
    from: 'refunds',
    id: 'id',
    sorts: {id: 'id'},
    add: async app => {
      await SORTED_LISTS['/api/admin/bookings']?.add(app);
      return app.rows(`insert into refunds (booking_id, amount, cause, reason, status, decided_at, rejection_reason)
        select (select max(id) from bookings), size, 'staff', word, 'rejected', now(), word from ${VALUES}`);
    },
  },
  '/api/admin/payment-events': {
    defaultSort: '-id',
    from: 'payment_provider_events',
    id: 'id',
    sorts: {id: 'id'},
    add: app =>
      app.rows(
        `insert into payment_provider_events (provider, event_id, event_type, outcome, occurred_at)
         select 'stripe', word || $1 || n, word, 'ignored', ${WHEN} from ${VALUES}`,
        [random()],
      ),
  },
  '/api/admin/cancellation-policies': {
    defaultSort: 'name',
    from: 'cancellation_policies',
    id: 'id',
    sorts: {name: 'name', createdAt: 'created_at'},
    add: app =>
      app.rows(
        `insert into cancellation_policies (name, created_at) select word || $1 || n, ${WHEN} from ${VALUES}`,
        [random()],
      ),
  },
  '/api/admin/waiting-list': {
    defaultSort: 'id',
    from: 'waiting_list_entries',
    id: 'id',
    sorts: {id: 'id'},
    add: async app => {
      await SORTED_LISTS['/api/admin/bookings']?.add(app);
      return app.rows(
        `insert into waiting_list_entries (reference, course_schedule_id, user_id, contact_first_name,
           contact_last_name, contact_email, seats)
         select $1 || n, (select max(course_schedule_id) from bookings), (select max(user_id) from bookings), word, word,
           word || n || $1 || '@example.com', size from ${VALUES}`,
        [`W-${random()}`.slice(0, 18)],
      );
    },
  },
  '/api/admin/documents': {
    defaultSort: '-id',
    from: 'sales_documents',
    id: 'id',
    sorts: {id: 'id'},
    add: async app => {
      await SORTED_LISTS['/api/admin/bookings']?.add(app);
      return app.rows(`insert into sales_documents (kind, number, booking_id, currency, total_amount, vat_rate,
          vat_amount, seller, billed_to, lines)
        select 'invoice', 'INV-' || (900000 + n + coalesce((select max(id) from sales_documents), 0)), (select max(id) from bookings), 'GBP', size, 0, 0, '{}',
          '{"name": "Ann Lee"}', '[]' from ${VALUES}`);
    },
  },
  '/api/admin/activity-logs': {
    defaultSort: '-id',
    from: 'admin_activity_logs',
    id: 'id',
    sorts: {id: 'id'},
    add: app =>
      app.rows(`insert into admin_activity_logs (admin_id, action, entity_type)
        select (select max(id) from users where role = 'admin'), 'a.' || word, 'booking' from ${VALUES}`),
  },
  '/api/admin/email-logs': {
    defaultSort: '-id',
    from: 'email_logs',
    id: 'id',
    sorts: {id: 'id'},
    add: app =>
      app.rows(
        `insert into email_logs (recipient, email_type, subject) select word, word, word from ${VALUES}`,
      ),
  },
};
