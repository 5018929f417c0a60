import type {TestDatabase} from './server';

/** Builders for rows: each takes only what decides in a test, and returns ids. */
export class Given {
  private count = 0;

  constructor(
    private readonly database: TestDatabase,
    private readonly clock: () => Date,
  ) {}

  async course({
    price = '75.00',
    courseType = 'efaw',
    maxCapacity = 12,
    isActive = true,
  } = {}): Promise<number> {
    const n = this.next();
    return this.insert(
      `insert into courses (name, slug, course_type, duration_hours, price, max_capacity, is_active)
       values ($1, $2, $3, 6, $4, $5, $6) returning id`,
      [`Course ${n}`, `course-${n}`, courseType, price, maxCapacity, isActive],
    );
  }

  async venue({capacity = 1000, city = 'Leeds'} = {}): Promise<number> {
    const n = this.next();
    return this.insert(
      `insert into venues (name, address_line1, city, postcode, capacity)
       values ($1, $2, $3, 'LS1 1AA', $4) returning id`,
      [`Venue ${n}`, `${n} High Street`, city, capacity],
    );
  }

  async instructor(): Promise<number> {
    const n = this.next();
    return this.insert(
      `insert into users (email, first_name, last_name, role) values ($1, 'Ines', 'Tructor', 'instructor') returning id`,
      [`instructor-${n}@example.com`],
    );
  }

  /** A published one-day schedule at a venue of its own, a month from the application's clock. */
  async schedule(
    options: {
      seats?: number;
      courseId?: number;
      venueId?: number;
      instructorId?: number;
      price?: string;
      status?: 'draft' | 'published' | 'cancelled' | 'completed';
      startsInDays?: number;
      /** ISO 8601, instead of `startsInDays`. */
      startsAt?: string;
    } = {},
  ): Promise<number> {
    const {seats = 12, status = 'published', startsInDays = 30, startsAt} = options;
    const courseId = options.courseId ?? (await this.course({price: options.price}));
    const venueId = options.venueId ?? (await this.venue());
    const start = new Date(startsAt ?? this.clock().getTime() + startsInDays * 86_400_000);
    const end = new Date(start.getTime() + 7 * 3_600_000);
    return this.insert(
      `with schedule as (
         insert into course_schedules
           (course_id, venue_id, instructor_id, start_datetime, end_datetime, status, capacity, cancelled_at)
         values ($1, $2, $3, $4, $5, $6, $7, case when cast($6 as varchar) = 'cancelled' then now() end)
         returning id
       ) select id from schedule`,
      [courseId, venueId, options.instructorId ?? null, start, end, status, seats],
      id => ({
        text: 'insert into schedule_sessions (course_schedule_id, start_datetime, end_datetime) values ($1, $2, $3)',
        values: [id, start, end],
      }),
    );
  }

  async discountCode(
    options: {
      code?: string;
      type?: 'percentage' | 'fixed';
      value?: string;
      usageLimit?: number;
      minPurchase?: string;
      courseType?: string;
      validFrom?: string;
      validUntil?: string;
      isActive?: boolean;
    } = {},
  ): Promise<string> {
    const code = options.code ?? `CODE${this.next()}`;
    await this.insert(
      `insert into discount_codes (code, discount_type, discount_value, usage_limit, min_purchase_amount,
         course_type_restriction, valid_from, valid_until, is_active)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [
        code,
        options.type ?? 'percentage',
        options.value ?? '10',
        options.usageLimit ?? null,
        options.minPurchase ?? '0',
        options.courseType ?? null,
        options.validFrom ?? '2020-01-01',
        options.validUntil ?? '2099-12-31',
        options.isActive ?? true,
      ],
    );
    return code;
  }

  /** Money that came in for a booking, or with another kind went back. */
  async payment(
    bookingReference: string,
    amount: string,
    kind: 'charge' | 'refund' | 'dispute' = 'charge',
  ): Promise<void> {
    await this.insert(
      `insert into payment_transactions (booking_id, kind, amount, payment_method, status)
       select id, $2, $3, 'bank_transfer', 'succeeded' from bookings where booking_reference = $1 returning id`,
      [bookingReference, kind, amount],
    );
  }

  /** The body of a booking request with so many attendees. */
  bookingRequest(
    courseScheduleId: number,
    {seats = 1, ...rest}: {seats?: number; [field: string]: unknown} = {},
  ) {
    const n = this.next();
    return {
      courseScheduleId,
      contact: {firstName: 'Jane', lastName: 'Doe', email: `jane-${n}@example.com`},
      attendees: Array.from({length: seats}, (_, i) => ({firstName: `Attendee ${i + 1}`, lastName: 'Doe'})),
      paymentMethod: 'invoice',
      ...rest,
    };
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }

  /** Inserts in one transaction, as a schedule without a session is refused when it commits. */
  private async insert(
    text: string,
    values: unknown[],
    then?: (id: number) => {text: string; values: unknown[]},
  ): Promise<number> {
    return this.database.transaction(async query => {
      const {rows} = await query<{id: number}>(text, values);
      const id = rows[0]?.id ?? 0;
      if (then !== undefined) {
        const next = then(id);
        await query(next.text, next.values);
      }
      return id;
    });
  }
}
