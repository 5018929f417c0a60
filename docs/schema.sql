-- The schema that the migrations give. Written by `npm run schema:dump`: do not edit.
-- Owners, grants, rows and the tables of the migrations' own history are left out.

set check_function_bodies = off;
select pg_catalog.set_config('search_path', '', false);

create extension if not exists btree_gist with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

CREATE OR REPLACE FUNCTION public.attendance_of(attendee_id integer)
 RETURNS character varying
 LANGUAGE sql
 STABLE
AS $function$
      select case
        when bool_or(m.attendance = 'absent') then 'absent'
        when count(m.attendance) < count(*) or count(*) = 0 then 'expected'
        when bool_or(m.attendance = 'late') then 'late'
        else 'present'
      end
      from booking_attendees a
      join bookings b on b.id = a.booking_id
      join schedule_sessions e on e.course_schedule_id = b.course_schedule_id
      left join session_attendances m on m.booking_attendee_id = a.id and m.schedule_session_id = e.id
      where a.id = attendee_id
    $function$;

CREATE OR REPLACE FUNCTION public.check_default_cancellation_policy()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if default_cancellation_policy() is null then
        raise exception 'there must be a default cancellation policy with a tier'
          using errcode = 'check_violation', constraint = 'cancellation_policies_default_check',
                table = 'cancellation_policies';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_mark_is_of_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    declare
      booked_schedule integer;
    begin
      select b.course_schedule_id into booked_schedule
      from bookings b join booking_attendees a on a.booking_id = b.id
      where a.id = new.booking_attendee_id
      for share of b;
      if booked_schedule is distinct from (
        select course_schedule_id from schedule_sessions where id = new.schedule_session_id
      ) then
        raise exception 'attendee % is not booked on the schedule of session %',
          new.booking_attendee_id, new.schedule_session_id
          using errcode = 'check_violation', constraint = 'session_attendances_schedule_check',
                table = 'session_attendances';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_moved_booking_is_unmarked()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if exists (
        select from session_attendances m join booking_attendees a on a.id = m.booking_attendee_id
        where a.booking_id = new.id
      ) then
        raise exception 'the attendance of booking % is marked', new.id
          using errcode = 'check_violation', constraint = 'bookings_moved_unmarked_check', table = 'bookings';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_refund_is_covered()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      perform from bookings where id = new.booking_id for no key update;
      if refundable_amount(new.booking_id) < 0 then
        raise exception 'the refunds of booking % would be more than was paid', new.booking_id
          using errcode = 'check_violation', constraint = 'refunds_within_charges_check', table = 'refunds';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_refunds_within_charges()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    declare
      balance decimal;
    begin
      perform from bookings where id = new.booking_id for no key update;
      select coalesce(sum(case kind when 'charge' then amount else -amount end), 0) into balance
      from payment_transactions
      where booking_id = new.booking_id and status = 'succeeded' and kind in ('charge', 'refund');
      if balance < 0 then
        raise exception 'the refunds in the ledger of booking % would be more than its charges', new.booking_id
          using errcode = 'check_violation', constraint = 'payment_transactions_within_charges_check',
                table = 'payment_transactions';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_schedule_fits_venue()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    declare
      venue_capacity integer;
    begin
      select capacity into venue_capacity from venues where id = new.venue_id for share;
      if new.capacity > venue_capacity then
        raise exception 'capacity % exceeds the venue''s %', new.capacity, venue_capacity
          using errcode = 'check_violation', constraint = 'course_schedules_venue_capacity_check',
                table = 'course_schedules';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_schedule_has_sessions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if not exists (select from schedule_sessions where course_schedule_id = new.id) then
        raise exception 'schedule % has no session', new.id
          using errcode = 'check_violation', constraint = 'course_schedules_sessions_check',
                table = 'course_schedules';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.check_venue_holds_schedules()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if exists (
        select from course_schedules
        where venue_id = new.id and status in ('draft', 'published') and capacity > new.capacity
      ) then
        raise exception 'a schedule at this venue has more than % seats', new.capacity
          using errcode = 'check_violation', constraint = 'venues_schedule_capacity_check', table = 'venues';
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.default_cancellation_policy()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.erase_activity_logs(before timestamp with time zone, erased_by integer, reason text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.fill_session_from_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    declare
      schedule record;
    begin
      select venue_id, instructor_id, status, start_datetime, end_datetime into schedule
      from course_schedules where id = new.course_schedule_id for share;
      new.venue_id := schedule.venue_id;
      new.instructor_id := schedule.instructor_id;
      new.is_blocking := schedule.status <> 'cancelled';
      if new.start_datetime < schedule.start_datetime or new.end_datetime > schedule.end_datetime then
        raise exception 'a session lies outside its schedule'
          using errcode = 'check_violation', constraint = 'schedule_sessions_within_schedule_check',
                table = 'schedule_sessions';
      end if;
      return new;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_sales_documents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception 'a document that was issued stays as it is' using errcode = 'restrict_violation';
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_all_report_days()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      insert into stale_report_days (day) select day from report_days where thing = 'all';
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_booking_for_documents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      insert into document_marks (booking_id) values (new.id);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_days_of_booking()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      perform mark_report_days(old.created_at, old.cancelled_at, new.created_at, new.cancelled_at);
      if new.course_schedule_id <> old.course_schedule_id then
        perform mark_report_days(variadic array(
          select processed_at from payment_transactions where booking_id = new.id
        ));
      end if;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_days_of_bookings()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      insert into stale_report_days (day)
      select distinct cast(moment at time zone 'Europe/London' as date)
      from changed cross join lateral (values (created_at), (cancelled_at)) as moments (moment)
      where moment is not null;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_days_of_payment()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      perform mark_report_days(old.processed_at, new.processed_at);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_days_of_payments()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      insert into stale_report_days (day)
      select distinct cast(processed_at at time zone 'Europe/London' as date)
      from changed where status = 'succeeded' and processed_at is not null;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_days_of_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      perform mark_report_days(variadic array(
        select moment
        from bookings b cross join lateral (
          values (b.created_at), (b.cancelled_at)
          union all select processed_at from payment_transactions where booking_id = b.id
        ) as moments (moment)
        where b.course_schedule_id = new.id
      ));
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_payment_for_documents()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      insert into document_marks (booking_id) values (new.booking_id);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.mark_report_days(VARIADIC moments timestamp with time zone[])
 RETURNS void
 LANGUAGE sql
AS $function$
      insert into stale_report_days (day)
      select distinct cast(moment at time zone 'Europe/London' as date)
      from unnest(moments) as moment where moment is not null
    $function$;

CREATE OR REPLACE FUNCTION public.pass_schedule_to_sessions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      update schedule_sessions set venue_id = new.venue_id where course_schedule_id = new.id;
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.refundable_amount(of_booking integer)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
      select coalesce(sum(case p.kind when 'charge' then p.amount else -p.amount end), 0) - (
        select coalesce(sum(r.amount - paid_back.amount), 0)
        from refunds r
        cross join lateral (
          select coalesce(sum(t.amount), 0) as amount from payment_transactions t
          where t.refund_id = r.id and t.status = 'succeeded'
        ) paid_back
        where r.booking_id = of_booking and r.status in ('pending', 'approved', 'processing')
      )
      from payment_transactions p
      where p.booking_id = of_booking and (p.status = 'succeeded' or (p.kind = 'dispute' and p.status = 'pending'))
    $function$;

CREATE OR REPLACE FUNCTION public.refuse_activity_log_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if tg_op = 'UPDATE'
        and (new.id, new.booking_id, new.kind, new.currency)
          is not distinct from (old.id, old.booking_id, old.kind, old.currency)
        and (new.payment_method = old.payment_method or old.status = 'pending')
        and (old.provider_payment_id is null or new.provider_payment_id is not distinct from old.provider_payment_id)
        and (old.provider_refund_id is null or new.provider_refund_id is not distinct from old.provider_refund_id)
        and (new.amount = old.amount or old.status <> 'succeeded')
        and (
          new.status = old.status or old.status = 'pending' or old.kind = 'dispute'
          or (old.kind, old.status, new.status) in (('charge', 'failed', 'succeeded'), ('refund', 'succeeded', 'failed'))
        )
      then
        return new;
      end if;
      raise exception 'payment_transactions keeps what happened: add a row instead'
        using errcode = 'insufficient_privilege', constraint = 'payment_transactions_append_only',
              table = 'payment_transactions';
    end
    $function$;

CREATE OR REPLACE FUNCTION public.refuse_statement(reason text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
    begin
      raise exception using errcode = 'RF001', message = reason;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.search_text(VARIADIC words text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT COST 1000
AS $function$
      select translate(
        lower(public.unaccent('public.unaccent'::regdictionary, array_to_string(words, ' '))),
        '''', ''
      )
    $function$;

CREATE OR REPLACE FUNCTION public.sum_up_attendance_of_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      update booking_attendees a set attendance = attendance_of(a.id), updated_at = now()
      where a.id in (
          select m.booking_attendee_id from session_attendances m
          join schedule_sessions e on e.id = m.schedule_session_id
          where e.course_schedule_id in (select course_schedule_id from changed)
        )
        and a.attendance <> attendance_of(a.id);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.sum_up_marked_attendance()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      update booking_attendees a set attendance = attendance_of(a.id), updated_at = now()
      where a.id in (select booking_attendee_id from changed)
        and a.attendance <> attendance_of(a.id);
      return null;
    end
    $function$;

create table public.admin_activity_logs (
  id bigint generated by default as identity not null,
  admin_id integer not null,
  action character varying(100) not null,
  entity_type character varying(50) not null,
  entity_id integer,
  old_values jsonb,
  new_values jsonb,
  ip_address inet,
  user_agent text,
  created_at timestamp with time zone default now() not null
);

create table public.analytics_days (
  day date not null,
  dimension character varying(20) not null,
  key character varying(300) not null,
  visits integer not null,
  page_views integer not null,
  bookings integer not null
);

create table public.analytics_events (
  id bigint generated by default as identity not null,
  event_type character varying(50) not null,
  user_id integer,
  session_id character varying(100),
  page_url text,
  referrer_url text,
  event_data jsonb default '{}'::jsonb not null,
  ip_address inet,
  user_agent text,
  device_type character varying(20),
  browser character varying(50),
  created_at timestamp with time zone default now() not null,
  referrer_host character varying(255),
  utm_source character varying(100)
);

create table public.booking_attendees (
  id integer generated by default as identity not null,
  booking_id integer not null,
  first_name character varying(100) not null,
  last_name character varying(100) not null,
  email character varying(255),
  phone character varying(20),
  attendance character varying(20) default 'expected'::character varying not null,
  assessment character varying(20) default 'pending'::character varying not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  assessed_by integer,
  assessed_at timestamp with time zone,
  unit_price numeric(10,2)
);

create table public.bookings (
  id integer generated by default as identity not null,
  user_id integer not null,
  course_schedule_id integer not null,
  discount_code_id integer,
  booking_reference character varying(20) not null,
  status character varying(20) default 'pending'::character varying not null,
  payment_status character varying(20) default 'pending'::character varying not null,
  payment_amount numeric(10,2) not null,
  discount_applied numeric(10,2) default 0 not null,
  notes text,
  confirmation_sent boolean default false not null,
  reminder_sent boolean default false not null,
  certificate_issued boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer,
  seats integer default 1 not null,
  payment_method character varying(20) default 'invoice'::character varying not null,
  hold_expires_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  cancellation_reason character varying(500),
  contact_first_name character varying(100) not null,
  contact_last_name character varying(100) not null,
  contact_email character varying(255) not null,
  contact_phone character varying(20),
  cancellation_policy jsonb not null,
  searched text generated always as (public.search_text(VARIADIC ARRAY[(booking_reference)::text, (contact_first_name)::text, (contact_last_name)::text, (contact_email)::text])) stored not null,
  reminded_of date,
  discount_terms jsonb,
  retained_amount numeric(10,2) default 0 not null,
  company_id integer,
  company_name character varying(200),
  purchase_order_number character varying(50),
  payment_due_on date
);

create table public.cancellation_policies (
  id integer generated by default as identity not null,
  name character varying(100) not null,
  is_default boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer
);

create table public.cancellation_policy_tiers (
  cancellation_policy_id integer not null,
  min_days_before integer not null,
  refund_percent integer not null,
  name character varying(100) not null
);

create table public.companies (
  id integer generated by default as identity not null,
  name character varying(200) not null,
  billing_address text not null,
  email character varying(255) not null,
  credit_terms_days integer default 0 not null,
  is_active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  created_by integer,
  updated_by integer,
  version integer default 1 not null
);

create table public.course_schedules (
  id integer generated by default as identity not null,
  course_id integer not null,
  venue_id integer not null,
  instructor_id integer,
  start_datetime timestamp with time zone not null,
  end_datetime timestamp with time zone not null,
  status character varying(20) default 'draft'::character varying not null,
  capacity integer not null,
  notes text,
  cancelled_at timestamp with time zone,
  cancellation_reason text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer,
  seats_taken integer default 0 not null,
  min_seats integer default 1 not null,
  series_id integer
);

create table public.course_types (
  code character varying(50) not null,
  name character varying(100) not null,
  duration_hours numeric(4,2) not null,
  days integer not null,
  certification_validity_years integer not null
);

create table public.courses (
  id integer generated by default as identity not null,
  name character varying(200) not null,
  slug character varying(200) not null,
  description text default ''::text not null,
  course_type character varying(50) not null,
  duration_hours numeric(4,2) not null,
  price numeric(10,2) not null,
  max_capacity integer default 12 not null,
  certification_validity_years integer default 3 not null,
  is_active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer
);

create table public.discount_codes (
  id integer generated by default as identity not null,
  code character varying(50) not null,
  description text default ''::text not null,
  discount_type character varying(20) not null,
  discount_value numeric(10,2) not null,
  min_purchase_amount numeric(10,2) default 0 not null,
  valid_from date not null,
  valid_until date not null,
  usage_limit integer,
  times_used integer default 0 not null,
  course_type_restriction character varying(50),
  is_active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer,
  max_uses_per_customer integer
);

create table public.document_counters (
  kind character varying(20) not null,
  prefix character varying(10) not null,
  last_number integer default 0 not null
);

create table public.document_marks (
  id bigint generated always as identity not null,
  booking_id integer not null
);

create table public.email_logs (
  id bigint generated by default as identity not null,
  recipient character varying(255) not null,
  email_type character varying(50) not null,
  subject character varying(255) not null,
  booking_id integer,
  status character varying(20) default 'queued'::character varying not null,
  attempts integer default 0 not null,
  error_message text,
  payload jsonb default '{}'::jsonb not null,
  sent_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  message_id character varying(255),
  locked_until timestamp with time zone,
  next_attempt_at timestamp with time zone
);

create table public.email_verifications (
  id bigint generated by default as identity not null,
  user_id integer not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);

create table public.idempotency_keys (
  scope character varying(50) not null,
  key character varying(255) not null,
  request_hash bytea not null,
  response_body jsonb not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);

create table public.password_resets (
  id bigint generated by default as identity not null,
  user_id integer not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);

create table public.payment_provider_events (
  id bigint generated by default as identity not null,
  provider character varying(20) not null,
  event_id character varying(255) not null,
  event_type character varying(100) not null,
  object_id character varying(255),
  booking_id integer,
  outcome character varying(20) not null,
  note character varying(500),
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone default now() not null,
  resolved_at timestamp with time zone,
  resolved_by integer,
  resolution character varying(500)
);

create table public.payment_reconciliations (
  id integer generated by default as identity not null,
  provider character varying(20) not null,
  compared_from timestamp with time zone not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  payments_seen integer not null,
  refunds_seen integer not null,
  mended integer not null,
  differences jsonb not null
);

create table public.payment_transactions (
  id integer generated by default as identity not null,
  booking_id integer not null,
  kind character varying(20) not null,
  amount numeric(10,2) not null,
  currency character(3) default 'GBP'::bpchar not null,
  payment_method character varying(20) not null,
  provider_payment_id character varying(255),
  provider_refund_id character varying(255),
  status character varying(20) default 'pending'::character varying not null,
  failure_reason text,
  metadata jsonb default '{}'::jsonb not null,
  processed_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  refund_id integer,
  charge_transaction_id integer,
  provider_dispute_id character varying(255)
);

create table public.rate_limits (
  bucket character varying(50) not null,
  subject bytea not null,
  hits integer not null,
  expires_at timestamp with time zone not null
);

create table public.refresh_tokens (
  id bigint generated by default as identity not null,
  user_id integer not null,
  family_id uuid not null,
  token_hash bytea not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);

create table public.refunds (
  id integer generated by default as identity not null,
  booking_id integer not null,
  charge_transaction_id integer,
  amount numeric(10,2) not null,
  currency character(3) default 'GBP'::bpchar not null,
  cause character varying(20) not null,
  reason character varying(500) not null,
  status character varying(20) default 'pending'::character varying not null,
  decided_by integer,
  decided_at timestamp with time zone,
  rejection_reason character varying(500),
  failure_reason text,
  attempts integer default 0 not null,
  claimed_until timestamp with time zone,
  completed_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  created_by integer,
  updated_by integer,
  version integer default 1 not null
);

create table public.report_days (
  thing character varying(20) not null,
  day date not null,
  thing_id integer not null,
  bookings integer not null,
  booked_seats integer not null,
  booked_value numeric(10,2) not null,
  charges numeric(10,2) not null,
  refunds numeric(10,2) not null,
  cancellations integer not null,
  cancelled_seats integer not null,
  cancelled_value numeric(10,2) not null,
  expired_holds integer not null
);

create table public.sales_documents (
  id integer generated by default as identity not null,
  kind character varying(20) not null,
  number character varying(20) not null,
  booking_id integer not null,
  invoice_id integer,
  payment_transaction_id integer,
  issued_at timestamp with time zone default now() not null,
  currency character(3) not null,
  total_amount numeric(10,2) not null,
  vat_rate numeric(5,2) not null,
  vat_amount numeric(10,2) not null,
  seller jsonb not null,
  billed_to jsonb not null,
  lines jsonb not null,
  payment_due_on date,
  paid_amount numeric(10,2) default 0 not null
);

create table public.schedule_series (
  id integer generated by default as identity not null,
  rule character varying(500) not null,
  starts_on date not null,
  excluded_days jsonb default '[]'::jsonb not null,
  session_template jsonb not null,
  created_at timestamp with time zone default now() not null,
  created_by integer
);

create table public.schedule_sessions (
  id integer generated by default as identity not null,
  course_schedule_id integer not null,
  venue_id integer not null,
  instructor_id integer,
  is_blocking boolean not null,
  start_datetime timestamp with time zone not null,
  end_datetime timestamp with time zone not null
);

create table public.session_attendances (
  booking_attendee_id integer not null,
  schedule_session_id integer not null,
  attendance character varying(20) not null,
  marked_by integer,
  marked_at timestamp with time zone default now() not null
);

create table public.settings (
  key character varying(100) not null,
  value jsonb not null,
  description text not null,
  updated_at timestamp with time zone default now() not null,
  updated_by integer,
  version integer default 1 not null
);

create table public.stale_report_days (
  id bigint generated by default as identity not null,
  day date not null
);

create table public.users (
  id integer generated by default as identity not null,
  email character varying(255) not null,
  password_hash character varying(255),
  first_name character varying(100) not null,
  last_name character varying(100) not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  phone character varying(20),
  role character varying(20) default 'customer'::character varying not null,
  is_active boolean default true not null,
  last_login timestamp with time zone,
  version integer default 1 not null,
  created_by integer,
  updated_by integer,
  email_verified_at timestamp with time zone,
  searched text generated always as (public.search_text(VARIADIC ARRAY[(first_name)::text, (last_name)::text, (email)::text])) stored not null
);

create table public.venues (
  id integer generated by default as identity not null,
  name character varying(200) not null,
  address_line1 character varying(200) not null,
  address_line2 character varying(200),
  city character varying(100) not null,
  postcode character varying(10) not null,
  capacity integer not null,
  facilities jsonb default '[]'::jsonb not null,
  parking_info text,
  is_active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer
);

create table public.waiting_list_entries (
  id integer generated by default as identity not null,
  reference character varying(20) not null,
  course_schedule_id integer not null,
  user_id integer not null,
  contact_first_name character varying(100) not null,
  contact_last_name character varying(100) not null,
  contact_email character varying(255) not null,
  contact_phone character varying(20),
  seats integer not null,
  status character varying(20) default 'waiting'::character varying not null,
  offered_at timestamp with time zone,
  offer_expires_at timestamp with time zone,
  ended_at timestamp with time zone,
  booking_id integer,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  created_by integer,
  updated_by integer,
  searched text generated always as (public.search_text(VARIADIC ARRAY[(reference)::text, (contact_first_name)::text, (contact_last_name)::text, (contact_email)::text])) stored not null
);

alter table public.admin_activity_logs add constraint admin_activity_logs_action_check CHECK (((action)::text ~ '^[a-z_]+\.[a-z_]+$'::text));
alter table public.admin_activity_logs add constraint admin_activity_logs_pkey PRIMARY KEY (id);
alter table public.analytics_days add constraint analytics_days_bookings_check CHECK ((bookings >= 0));
alter table public.analytics_days add constraint analytics_days_dimension_check CHECK (((dimension)::text = ANY ((ARRAY['visits'::character varying, 'funnel'::character varying, 'source'::character varying, 'device'::character varying, 'browser'::character varying])::text[])));
alter table public.analytics_days add constraint analytics_days_page_views_check CHECK ((page_views >= 0));
alter table public.analytics_days add constraint analytics_days_pkey PRIMARY KEY (day, dimension, key);
alter table public.analytics_days add constraint analytics_days_visits_check CHECK ((visits >= 0));
alter table public.analytics_events add constraint analytics_events_event_data_check CHECK ((jsonb_typeof(event_data) = 'object'::text));
alter table public.analytics_events add constraint analytics_events_pkey PRIMARY KEY (id);
alter table public.booking_attendees add constraint booking_attendees_assessment_check CHECK (((assessment)::text = ANY ((ARRAY['pending'::character varying, 'passed'::character varying, 'failed'::character varying])::text[])));
alter table public.booking_attendees add constraint booking_attendees_attendance_check CHECK (((attendance)::text = ANY ((ARRAY['expected'::character varying, 'present'::character varying, 'late'::character varying, 'absent'::character varying])::text[])));
alter table public.booking_attendees add constraint booking_attendees_passed_check CHECK ((((assessment)::text <> 'passed'::text) OR ((attendance)::text = ANY ((ARRAY['present'::character varying, 'late'::character varying])::text[]))));
alter table public.booking_attendees add constraint booking_attendees_pkey PRIMARY KEY (id);
alter table public.booking_attendees add constraint booking_attendees_unit_price_check CHECK ((unit_price >= (0)::numeric));
alter table public.bookings add constraint bookings_cancellation_policy_check CHECK ((jsonb_typeof(cancellation_policy) = 'object'::text));
alter table public.bookings add constraint bookings_cancelled_check CHECK ((((status)::text = 'cancelled'::text) = (cancelled_at IS NOT NULL)));
alter table public.bookings add constraint bookings_discount_applied_check CHECK ((discount_applied >= (0)::numeric));
alter table public.bookings add constraint bookings_hold_check CHECK ((((status)::text = 'pending'::text) = (hold_expires_at IS NOT NULL)));
alter table public.bookings add constraint bookings_payment_amount_check CHECK ((payment_amount >= (0)::numeric));
alter table public.bookings add constraint bookings_payment_method_check CHECK (((payment_method)::text = ANY ((ARRAY['card'::character varying, 'invoice'::character varying, 'cash'::character varying, 'bank_transfer'::character varying])::text[])));
alter table public.bookings add constraint bookings_payment_status_check CHECK (((payment_status)::text = ANY ((ARRAY['pending'::character varying, 'paid'::character varying, 'partially_refunded'::character varying, 'refunded'::character varying, 'failed'::character varying])::text[])));
alter table public.bookings add constraint bookings_pkey PRIMARY KEY (id);
alter table public.bookings add constraint bookings_reference_key UNIQUE (booking_reference);
alter table public.bookings add constraint bookings_retained_amount_check CHECK ((retained_amount >= (0)::numeric));
alter table public.bookings add constraint bookings_seats_check CHECK ((seats > 0));
alter table public.bookings add constraint bookings_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'confirmed'::character varying, 'cancelled'::character varying, 'completed'::character varying, 'no_show'::character varying])::text[])));
alter table public.bookings add constraint bookings_version_check CHECK ((version > 0));
alter table public.cancellation_policies add constraint cancellation_policies_name_key UNIQUE (name);
alter table public.cancellation_policies add constraint cancellation_policies_pkey PRIMARY KEY (id);
alter table public.cancellation_policies add constraint cancellation_policies_version_check CHECK ((version > 0));
alter table public.cancellation_policy_tiers add constraint cancellation_policy_tiers_min_days_before_check CHECK ((min_days_before >= 0));
alter table public.cancellation_policy_tiers add constraint cancellation_policy_tiers_pkey PRIMARY KEY (cancellation_policy_id, min_days_before);
alter table public.cancellation_policy_tiers add constraint cancellation_policy_tiers_refund_percent_check CHECK (((refund_percent >= 0) AND (refund_percent <= 100)));
alter table public.companies add constraint companies_credit_terms_days_check CHECK (((credit_terms_days >= 0) AND (credit_terms_days <= 365)));
alter table public.companies add constraint companies_pkey PRIMARY KEY (id);
alter table public.course_schedules add constraint course_schedules_cancelled_check CHECK ((((status)::text = 'cancelled'::text) = (cancelled_at IS NOT NULL)));
alter table public.course_schedules add constraint course_schedules_capacity_check CHECK ((capacity > 0));
alter table public.course_schedules add constraint course_schedules_min_seats_check CHECK (((min_seats >= 0) AND (min_seats <= capacity)));
alter table public.course_schedules add constraint course_schedules_period_check CHECK ((end_datetime > start_datetime));
alter table public.course_schedules add constraint course_schedules_pkey PRIMARY KEY (id);
alter table public.course_schedules add constraint course_schedules_seats_taken_check CHECK (((seats_taken >= 0) AND (seats_taken <= capacity)));
alter table public.course_schedules add constraint course_schedules_status_check CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'cancelled'::character varying, 'completed'::character varying])::text[])));
alter table public.course_schedules add constraint course_schedules_version_check CHECK ((version > 0));
alter table public.course_types add constraint course_types_certification_validity_years_check CHECK ((certification_validity_years > 0));
alter table public.course_types add constraint course_types_code_check CHECK (((code)::text ~ '^[a-z]+(_[a-z]+)*$'::text));
alter table public.course_types add constraint course_types_days_check CHECK ((days > 0));
alter table public.course_types add constraint course_types_duration_hours_check CHECK ((duration_hours > (0)::numeric));
alter table public.course_types add constraint course_types_pkey PRIMARY KEY (code);
alter table public.courses add constraint courses_certification_validity_years_check CHECK ((certification_validity_years > 0));
alter table public.courses add constraint courses_duration_hours_check CHECK ((duration_hours > (0)::numeric));
alter table public.courses add constraint courses_max_capacity_check CHECK ((max_capacity > 0));
alter table public.courses add constraint courses_pkey PRIMARY KEY (id);
alter table public.courses add constraint courses_price_check CHECK ((price >= (0)::numeric));
alter table public.courses add constraint courses_slug_check CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text));
alter table public.courses add constraint courses_slug_key UNIQUE (slug);
alter table public.courses add constraint courses_version_check CHECK ((version > 0));
alter table public.discount_codes add constraint discount_codes_dates_check CHECK ((valid_until >= valid_from));
alter table public.discount_codes add constraint discount_codes_discount_type_check CHECK (((discount_type)::text = ANY ((ARRAY['percentage'::character varying, 'fixed'::character varying])::text[])));
alter table public.discount_codes add constraint discount_codes_discount_value_check CHECK (((discount_value > (0)::numeric) AND (((discount_type)::text = 'fixed'::text) OR (discount_value <= (100)::numeric))));
alter table public.discount_codes add constraint discount_codes_max_uses_per_customer_check CHECK ((max_uses_per_customer > 0));
alter table public.discount_codes add constraint discount_codes_min_purchase_amount_check CHECK ((min_purchase_amount >= (0)::numeric));
alter table public.discount_codes add constraint discount_codes_pkey PRIMARY KEY (id);
alter table public.discount_codes add constraint discount_codes_times_used_check CHECK (((times_used >= 0) AND ((usage_limit IS NULL) OR (times_used <= usage_limit))));
alter table public.discount_codes add constraint discount_codes_usage_limit_check CHECK ((usage_limit > 0));
alter table public.discount_codes add constraint discount_codes_version_check CHECK ((version > 0));
alter table public.document_counters add constraint document_counters_last_number_check CHECK ((last_number >= 0));
alter table public.document_counters add constraint document_counters_pkey PRIMARY KEY (kind);
alter table public.document_counters add constraint document_counters_prefix_key UNIQUE (prefix);
alter table public.document_marks add constraint document_marks_pkey PRIMARY KEY (id);
alter table public.email_logs add constraint email_logs_attempts_check CHECK ((attempts >= 0));
alter table public.email_logs add constraint email_logs_locked_check CHECK ((((status)::text = 'sending'::text) = (locked_until IS NOT NULL)));
alter table public.email_logs add constraint email_logs_payload_check CHECK ((jsonb_typeof(payload) = 'object'::text));
alter table public.email_logs add constraint email_logs_pkey PRIMARY KEY (id);
alter table public.email_logs add constraint email_logs_status_check CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'failed'::character varying, 'bounced'::character varying, 'withdrawn'::character varying])::text[])));
alter table public.email_verifications add constraint email_verifications_pkey PRIMARY KEY (id);
alter table public.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (scope, key);
alter table public.password_resets add constraint password_resets_pkey PRIMARY KEY (id);
alter table public.payment_provider_events add constraint payment_provider_events_event_id_key UNIQUE (event_id);
alter table public.payment_provider_events add constraint payment_provider_events_outcome_check CHECK (((outcome)::text = ANY ((ARRAY['applied'::character varying, 'ignored'::character varying, 'attention'::character varying])::text[])));
alter table public.payment_provider_events add constraint payment_provider_events_pkey PRIMARY KEY (id);
alter table public.payment_provider_events add constraint payment_provider_events_provider_check CHECK (((provider)::text = 'stripe'::text));
alter table public.payment_provider_events add constraint payment_provider_events_resolved_check CHECK (((resolved_at IS NULL) OR ((outcome)::text = 'attention'::text)));
alter table public.payment_reconciliations add constraint payment_reconciliations_differences_check CHECK ((jsonb_typeof(differences) = 'array'::text));
alter table public.payment_reconciliations add constraint payment_reconciliations_pkey PRIMARY KEY (id);
alter table public.payment_reconciliations add constraint payment_reconciliations_provider_check CHECK (((provider)::text = 'stripe'::text));
alter table public.payment_transactions add constraint payment_transactions_amount_check CHECK ((amount > (0)::numeric));
alter table public.payment_transactions add constraint payment_transactions_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table public.payment_transactions add constraint payment_transactions_kind_check CHECK (((kind)::text = ANY ((ARRAY['charge'::character varying, 'refund'::character varying, 'dispute'::character varying])::text[])));
alter table public.payment_transactions add constraint payment_transactions_metadata_check CHECK ((jsonb_typeof(metadata) = 'object'::text));
alter table public.payment_transactions add constraint payment_transactions_payment_method_check CHECK (((payment_method)::text = ANY ((ARRAY['card'::character varying, 'invoice'::character varying, 'cash'::character varying, 'bank_transfer'::character varying])::text[])));
alter table public.payment_transactions add constraint payment_transactions_pkey PRIMARY KEY (id);
alter table public.payment_transactions add constraint payment_transactions_provider_dispute_id_key UNIQUE (provider_dispute_id);
alter table public.payment_transactions add constraint payment_transactions_provider_payment_id_key UNIQUE (provider_payment_id);
alter table public.payment_transactions add constraint payment_transactions_provider_refund_id_key UNIQUE (provider_refund_id);
alter table public.payment_transactions add constraint payment_transactions_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'succeeded'::character varying, 'failed'::character varying])::text[])));
alter table public.rate_limits add constraint rate_limits_pkey PRIMARY KEY (bucket, subject);
alter table public.refresh_tokens add constraint refresh_tokens_pkey PRIMARY KEY (id);
alter table public.refresh_tokens add constraint refresh_tokens_token_hash_key UNIQUE (token_hash);
alter table public.refunds add constraint refunds_amount_check CHECK ((amount > (0)::numeric));
alter table public.refunds add constraint refunds_attempts_check CHECK ((attempts >= 0));
alter table public.refunds add constraint refunds_cause_check CHECK (((cause)::text = ANY ((ARRAY['customer_cancelled'::character varying, 'staff'::character varying, 'company_cancelled'::character varying, 'late_payment'::character varying, 'overpaid'::character varying, 'booking_changed'::character varying])::text[])));
alter table public.refunds add constraint refunds_completed_check CHECK ((((status)::text = 'completed'::text) = (completed_at IS NOT NULL)));
alter table public.refunds add constraint refunds_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table public.refunds add constraint refunds_decided_check CHECK ((((status)::text = 'pending'::text) = (decided_at IS NULL)));
alter table public.refunds add constraint refunds_pkey PRIMARY KEY (id);
alter table public.refunds add constraint refunds_rejected_check CHECK ((((status)::text = 'rejected'::text) = (rejection_reason IS NOT NULL)));
alter table public.refunds add constraint refunds_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying, 'rejected'::character varying, 'processing'::character varying, 'completed'::character varying, 'failed'::character varying])::text[])));
alter table public.refunds add constraint refunds_version_check CHECK ((version > 0));
alter table public.report_days add constraint report_days_pkey PRIMARY KEY (thing, day, thing_id);
alter table public.report_days add constraint report_days_thing_check CHECK (((thing)::text = ANY ((ARRAY['all'::character varying, 'course'::character varying, 'venue'::character varying, 'instructor'::character varying])::text[])));
alter table public.sales_documents add constraint sales_documents_about_check CHECK (((((kind)::text = 'receipt'::text) = (payment_transaction_id IS NOT NULL)) AND (((kind)::text = 'credit_note'::text) = (invoice_id IS NOT NULL))));
alter table public.sales_documents add constraint sales_documents_billed_to_check CHECK ((jsonb_typeof(billed_to) = 'object'::text));
alter table public.sales_documents add constraint sales_documents_kind_check CHECK (((kind)::text = ANY ((ARRAY['invoice'::character varying, 'receipt'::character varying, 'credit_note'::character varying])::text[])));
alter table public.sales_documents add constraint sales_documents_lines_check CHECK ((jsonb_typeof(lines) = 'array'::text));
alter table public.sales_documents add constraint sales_documents_number_key UNIQUE (number);
alter table public.sales_documents add constraint sales_documents_payment_transaction_id_key UNIQUE (payment_transaction_id);
alter table public.sales_documents add constraint sales_documents_pkey PRIMARY KEY (id);
alter table public.sales_documents add constraint sales_documents_seller_check CHECK ((jsonb_typeof(seller) = 'object'::text));
alter table public.sales_documents add constraint sales_documents_terms_check CHECK ((((paid_amount >= (0)::numeric) AND (paid_amount <= total_amount)) AND (((kind)::text = 'invoice'::text) OR ((payment_due_on IS NULL) AND (paid_amount = (0)::numeric)))));
alter table public.sales_documents add constraint sales_documents_total_amount_check CHECK ((total_amount > (0)::numeric));
alter table public.sales_documents add constraint sales_documents_vat_amount_check CHECK (((vat_amount >= (0)::numeric) AND (vat_amount <= total_amount)));
alter table public.sales_documents add constraint sales_documents_vat_rate_check CHECK (((vat_rate >= (0)::numeric) AND (vat_rate <= (100)::numeric)));
alter table public.schedule_series add constraint schedule_series_pkey PRIMARY KEY (id);
alter table public.schedule_sessions add constraint schedule_sessions_instructor_excl EXCLUDE USING gist (instructor_id WITH =, tstzrange(start_datetime, end_datetime) WITH &&) WHERE (is_blocking);
alter table public.schedule_sessions add constraint schedule_sessions_period_check CHECK ((end_datetime > start_datetime));
alter table public.schedule_sessions add constraint schedule_sessions_pkey PRIMARY KEY (id);
alter table public.schedule_sessions add constraint schedule_sessions_venue_excl EXCLUDE USING gist (venue_id WITH =, tstzrange(start_datetime, end_datetime) WITH &&) WHERE (is_blocking);
alter table public.session_attendances add constraint session_attendances_attendance_check CHECK (((attendance)::text = ANY ((ARRAY['present'::character varying, 'late'::character varying, 'absent'::character varying])::text[])));
alter table public.session_attendances add constraint session_attendances_pkey PRIMARY KEY (booking_attendee_id, schedule_session_id);
alter table public.settings add constraint settings_pkey PRIMARY KEY (key);
alter table public.stale_report_days add constraint stale_report_days_pkey PRIMARY KEY (id);
alter table public.users add constraint users_pkey PRIMARY KEY (id);
alter table public.users add constraint users_role_check CHECK (((role)::text = ANY ((ARRAY['customer'::character varying, 'admin'::character varying, 'instructor'::character varying])::text[])));
alter table public.users add constraint users_version_check CHECK ((version > 0));
alter table public.venues add constraint venues_capacity_check CHECK ((capacity > 0));
alter table public.venues add constraint venues_facilities_check CHECK ((jsonb_typeof(facilities) = 'array'::text));
alter table public.venues add constraint venues_pkey PRIMARY KEY (id);
alter table public.venues add constraint venues_version_check CHECK ((version > 0));
alter table public.waiting_list_entries add constraint waiting_list_entries_accepted_check CHECK ((((status)::text = 'accepted'::text) = (booking_id IS NOT NULL)));
alter table public.waiting_list_entries add constraint waiting_list_entries_booking_id_key UNIQUE (booking_id);
alter table public.waiting_list_entries add constraint waiting_list_entries_ended_check CHECK ((((status)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[])) = (ended_at IS NULL)));
alter table public.waiting_list_entries add constraint waiting_list_entries_offer_check CHECK ((((status)::text <> 'offered'::text) OR ((offered_at IS NOT NULL) AND (offer_expires_at IS NOT NULL))));
alter table public.waiting_list_entries add constraint waiting_list_entries_pkey PRIMARY KEY (id);
alter table public.waiting_list_entries add constraint waiting_list_entries_reference_key UNIQUE (reference);
alter table public.waiting_list_entries add constraint waiting_list_entries_seats_check CHECK ((seats > 0));
alter table public.waiting_list_entries add constraint waiting_list_entries_status_check CHECK (((status)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying, 'accepted'::character varying, 'declined'::character varying, 'expired'::character varying, 'left'::character varying, 'closed'::character varying])::text[])));
alter table public.waiting_list_entries add constraint waiting_list_entries_version_check CHECK ((version > 0));

CREATE INDEX admin_activity_logs_action_index ON public.admin_activity_logs USING btree (action, id);
CREATE INDEX admin_activity_logs_admin_id_index ON public.admin_activity_logs USING btree (admin_id, id);
CREATE INDEX admin_activity_logs_created_at_index ON public.admin_activity_logs USING btree (created_at);
CREATE INDEX admin_activity_logs_entity_index ON public.admin_activity_logs USING btree (entity_type, entity_id, id);
CREATE INDEX analytics_events_created_at_index ON public.analytics_events USING btree (created_at);
CREATE INDEX analytics_events_event_type_index ON public.analytics_events USING btree (event_type, created_at);
CREATE INDEX analytics_events_session_id_index ON public.analytics_events USING btree (session_id, created_at);
CREATE INDEX analytics_events_user_id_index ON public.analytics_events USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX booking_attendees_assessed_by_index ON public.booking_attendees USING btree (assessed_by) WHERE (assessed_by IS NOT NULL);
CREATE INDEX booking_attendees_booking_id_index ON public.booking_attendees USING btree (booking_id, id);
CREATE INDEX bookings_cancelled_at_index ON public.bookings USING btree (cancelled_at) WHERE ((status)::text = 'cancelled'::text);
CREATE INDEX bookings_company_id_index ON public.bookings USING btree (company_id, id) WHERE (company_id IS NOT NULL);
CREATE INDEX bookings_contact_last_name_index ON public.bookings USING btree (contact_last_name, id);
CREATE INDEX bookings_course_schedule_id_index ON public.bookings USING btree (course_schedule_id, id);
CREATE INDEX bookings_created_at_index ON public.bookings USING btree (created_at);
CREATE INDEX bookings_created_by_index ON public.bookings USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX bookings_discount_code_contact_index ON public.bookings USING btree (discount_code_id, lower((contact_email)::text)) WHERE ((discount_code_id IS NOT NULL) AND ((status)::text <> 'cancelled'::text));
CREATE INDEX bookings_discount_code_id_index ON public.bookings USING btree (discount_code_id) WHERE (discount_code_id IS NOT NULL);
CREATE INDEX bookings_hold_expires_at_index ON public.bookings USING btree (hold_expires_at) WHERE ((status)::text = 'pending'::text);
CREATE INDEX bookings_no_show_index ON public.bookings USING btree (course_schedule_id) INCLUDE (seats) WHERE ((status)::text = 'no_show'::text);
CREATE INDEX bookings_payment_status_index ON public.bookings USING btree (payment_status, id);
CREATE INDEX bookings_schedule_hold_index ON public.bookings USING btree (course_schedule_id, hold_expires_at) WHERE ((status)::text = 'pending'::text);
CREATE INDEX bookings_search_index ON public.bookings USING gin (searched public.gin_trgm_ops);
CREATE INDEX bookings_status_index ON public.bookings USING btree (status, id);
CREATE INDEX bookings_unpaid_index ON public.bookings USING btree (payment_status, id) WHERE (((status)::text = 'confirmed'::text) AND ((payment_status)::text = ANY ((ARRAY['pending'::character varying, 'failed'::character varying])::text[])));
CREATE INDEX bookings_updated_by_index ON public.bookings USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX bookings_user_id_index ON public.bookings USING btree (user_id, id);
CREATE INDEX cancellation_policies_created_by_index ON public.cancellation_policies USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX cancellation_policies_updated_by_index ON public.cancellation_policies USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX companies_created_by_index ON public.companies USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX companies_name_index ON public.companies USING btree (name, id);
CREATE INDEX companies_updated_by_index ON public.companies USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX course_schedules_course_id_index ON public.course_schedules USING btree (course_id, start_datetime);
CREATE INDEX course_schedules_created_by_index ON public.course_schedules USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX course_schedules_instructor_id_index ON public.course_schedules USING btree (instructor_id, start_datetime);
CREATE INDEX course_schedules_published_index ON public.course_schedules USING btree (start_datetime, id) WHERE ((status)::text = 'published'::text);
CREATE INDEX course_schedules_series_id_index ON public.course_schedules USING btree (series_id, id) WHERE (series_id IS NOT NULL);
CREATE INDEX course_schedules_start_datetime_index ON public.course_schedules USING btree (start_datetime, id);
CREATE INDEX course_schedules_updated_by_index ON public.course_schedules USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX course_schedules_venue_id_index ON public.course_schedules USING btree (venue_id, start_datetime);
CREATE INDEX courses_course_type_index ON public.courses USING btree (course_type);
CREATE INDEX courses_created_by_index ON public.courses USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX courses_name_index ON public.courses USING btree (name, id) WHERE is_active;
CREATE INDEX courses_updated_by_index ON public.courses USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX discount_codes_course_type_restriction_index ON public.discount_codes USING btree (course_type_restriction) WHERE (course_type_restriction IS NOT NULL);
CREATE INDEX discount_codes_created_by_index ON public.discount_codes USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX discount_codes_updated_by_index ON public.discount_codes USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX document_marks_booking_id_index ON public.document_marks USING btree (booking_id);
CREATE INDEX email_logs_booking_id_index ON public.email_logs USING btree (booking_id, id) WHERE (booking_id IS NOT NULL);
CREATE INDEX email_logs_created_at_index ON public.email_logs USING btree (created_at);
CREATE INDEX email_logs_email_type_index ON public.email_logs USING btree (email_type, id);
CREATE INDEX email_logs_recipient_index ON public.email_logs USING btree (lower((recipient)::text), id);
CREATE INDEX email_logs_status_index ON public.email_logs USING btree (status, id);
CREATE INDEX email_verifications_expires_at_index ON public.email_verifications USING btree (expires_at);
CREATE INDEX email_verifications_user_id_index ON public.email_verifications USING btree (user_id);
CREATE INDEX idempotency_keys_expires_at_index ON public.idempotency_keys USING btree (expires_at);
CREATE INDEX password_resets_expires_at_index ON public.password_resets USING btree (expires_at);
CREATE INDEX password_resets_user_id_index ON public.password_resets USING btree (user_id);
CREATE INDEX payment_provider_events_booking_id_index ON public.payment_provider_events USING btree (booking_id) WHERE (booking_id IS NOT NULL);
CREATE INDEX payment_provider_events_open_index ON public.payment_provider_events USING btree (id) WHERE (((outcome)::text = 'attention'::text) AND (resolved_at IS NULL));
CREATE INDEX payment_provider_events_outcome_index ON public.payment_provider_events USING btree (outcome, id);
CREATE INDEX payment_provider_events_received_at_index ON public.payment_provider_events USING btree (received_at, id);
CREATE INDEX payment_provider_events_resolved_by_index ON public.payment_provider_events USING btree (resolved_by) WHERE (resolved_by IS NOT NULL);
CREATE INDEX payment_reconciliations_finished_at_index ON public.payment_reconciliations USING btree (finished_at);
CREATE INDEX payment_transactions_booking_id_index ON public.payment_transactions USING btree (booking_id, id);
CREATE INDEX payment_transactions_charge_transaction_id_index ON public.payment_transactions USING btree (charge_transaction_id) WHERE (charge_transaction_id IS NOT NULL);
CREATE INDEX payment_transactions_created_at_index ON public.payment_transactions USING btree (created_at);
CREATE INDEX payment_transactions_kind_index ON public.payment_transactions USING btree (kind, id);
CREATE INDEX payment_transactions_moved_at_index ON public.payment_transactions USING btree (COALESCE(processed_at, created_at));
CREATE INDEX payment_transactions_open_index ON public.payment_transactions USING btree (id) WHERE (((kind)::text = 'charge'::text) AND ((status)::text <> 'succeeded'::text) AND (provider_payment_id IS NOT NULL) AND ((metadata -> 'ended'::text) IS NULL));
CREATE INDEX payment_transactions_payment_method_index ON public.payment_transactions USING btree (payment_method, id);
CREATE INDEX payment_transactions_processed_at_index ON public.payment_transactions USING btree (processed_at) WHERE ((status)::text = 'succeeded'::text);
CREATE INDEX payment_transactions_refund_id_index ON public.payment_transactions USING btree (refund_id) WHERE (refund_id IS NOT NULL);
CREATE INDEX payment_transactions_status_index ON public.payment_transactions USING btree (status, id);
CREATE INDEX rate_limits_expires_at_index ON public.rate_limits USING btree (expires_at);
CREATE INDEX refresh_tokens_expires_at_index ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_family_id_index ON public.refresh_tokens USING btree (family_id);
CREATE INDEX refresh_tokens_live_index ON public.refresh_tokens USING btree (family_id) WHERE ((used_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX refresh_tokens_user_id_index ON public.refresh_tokens USING btree (user_id);
CREATE INDEX refunds_booking_id_index ON public.refunds USING btree (booking_id, id);
CREATE INDEX refunds_cause_index ON public.refunds USING btree (cause, id);
CREATE INDEX refunds_charge_transaction_id_index ON public.refunds USING btree (charge_transaction_id) WHERE (charge_transaction_id IS NOT NULL);
CREATE INDEX refunds_created_at_index ON public.refunds USING btree (created_at);
CREATE INDEX refunds_created_by_index ON public.refunds USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX refunds_decided_by_index ON public.refunds USING btree (decided_by) WHERE (decided_by IS NOT NULL);
CREATE INDEX refunds_status_index ON public.refunds USING btree (status, id);
CREATE INDEX refunds_updated_by_index ON public.refunds USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX report_days_day_index ON public.report_days USING btree (day);
CREATE INDEX sales_documents_booking_id_index ON public.sales_documents USING btree (booking_id, id);
CREATE INDEX sales_documents_invoice_id_index ON public.sales_documents USING btree (invoice_id) WHERE (invoice_id IS NOT NULL);
CREATE INDEX sales_documents_issued_at_index ON public.sales_documents USING btree (issued_at);
CREATE INDEX sales_documents_kind_index ON public.sales_documents USING btree (kind, id);
CREATE INDEX schedule_series_created_by_index ON public.schedule_series USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX schedule_sessions_course_schedule_id_index ON public.schedule_sessions USING btree (course_schedule_id, start_datetime);
CREATE INDEX schedule_sessions_instructor_id_index ON public.schedule_sessions USING btree (instructor_id, start_datetime);
CREATE INDEX schedule_sessions_start_datetime_index ON public.schedule_sessions USING btree (start_datetime);
CREATE INDEX schedule_sessions_venue_id_index ON public.schedule_sessions USING btree (venue_id, start_datetime);
CREATE INDEX session_attendances_marked_by_index ON public.session_attendances USING btree (marked_by) WHERE (marked_by IS NOT NULL);
CREATE INDEX session_attendances_schedule_session_id_index ON public.session_attendances USING btree (schedule_session_id);
CREATE INDEX settings_updated_by_index ON public.settings USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX users_created_by_index ON public.users USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX users_inactive_index ON public.users USING btree (id) WHERE (NOT is_active);
CREATE INDEX users_last_name_index ON public.users USING btree (last_name, id);
CREATE INDEX users_role_index ON public.users USING btree (role) WHERE ((role)::text <> 'customer'::text);
CREATE INDEX users_search_index ON public.users USING gin (searched public.gin_trgm_ops);
CREATE INDEX users_updated_by_index ON public.users USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX venues_created_by_index ON public.venues USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX venues_name_index ON public.venues USING btree (name, id) WHERE is_active;
CREATE INDEX venues_updated_by_index ON public.venues USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX waiting_list_entries_course_schedule_id_index ON public.waiting_list_entries USING btree (course_schedule_id, id);
CREATE INDEX waiting_list_entries_created_by_index ON public.waiting_list_entries USING btree (created_by) WHERE (created_by IS NOT NULL);
CREATE INDEX waiting_list_entries_line_index ON public.waiting_list_entries USING btree (course_schedule_id, id) WHERE ((status)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[]));
CREATE INDEX waiting_list_entries_offer_expires_at_index ON public.waiting_list_entries USING btree (offer_expires_at) WHERE ((status)::text = 'offered'::text);
CREATE INDEX waiting_list_entries_search_index ON public.waiting_list_entries USING gin (searched public.gin_trgm_ops);
CREATE INDEX waiting_list_entries_status_index ON public.waiting_list_entries USING btree (status, id);
CREATE INDEX waiting_list_entries_updated_by_index ON public.waiting_list_entries USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX waiting_list_entries_user_id_index ON public.waiting_list_entries USING btree (user_id);
CREATE UNIQUE INDEX cancellation_policies_default_key ON public.cancellation_policies USING btree (is_default) WHERE is_default;
CREATE UNIQUE INDEX discount_codes_code_key ON public.discount_codes USING btree (upper((code)::text));
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower((email)::text));
CREATE UNIQUE INDEX waiting_list_entries_person_key ON public.waiting_list_entries USING btree (course_schedule_id, lower((contact_email)::text)) WHERE ((status)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[]));

alter table public.admin_activity_logs add constraint admin_activity_logs_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.users(id) ON DELETE RESTRICT;
alter table public.analytics_events add constraint analytics_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.booking_attendees add constraint booking_attendees_assessed_by_fkey FOREIGN KEY (assessed_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.booking_attendees add constraint booking_attendees_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE CASCADE;
alter table public.bookings add constraint bookings_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies(id) ON DELETE RESTRICT;
alter table public.bookings add constraint bookings_course_schedule_id_fkey FOREIGN KEY (course_schedule_id) REFERENCES public.course_schedules(id) ON DELETE RESTRICT;
alter table public.bookings add constraint bookings_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.bookings add constraint bookings_discount_code_id_fkey FOREIGN KEY (discount_code_id) REFERENCES public.discount_codes(id) ON DELETE RESTRICT;
alter table public.bookings add constraint bookings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.bookings add constraint bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE RESTRICT;
alter table public.cancellation_policies add constraint cancellation_policies_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.cancellation_policies add constraint cancellation_policies_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.cancellation_policy_tiers add constraint cancellation_policy_tiers_policy_fkey FOREIGN KEY (cancellation_policy_id) REFERENCES public.cancellation_policies(id) ON DELETE CASCADE;
alter table public.companies add constraint companies_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.companies add constraint companies_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.course_schedules add constraint course_schedules_course_id_fkey FOREIGN KEY (course_id) REFERENCES public.courses(id) ON DELETE RESTRICT;
alter table public.course_schedules add constraint course_schedules_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.course_schedules add constraint course_schedules_instructor_id_fkey FOREIGN KEY (instructor_id) REFERENCES public.users(id) ON DELETE RESTRICT;
alter table public.course_schedules add constraint course_schedules_series_id_fkey FOREIGN KEY (series_id) REFERENCES public.schedule_series(id) ON DELETE RESTRICT;
alter table public.course_schedules add constraint course_schedules_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.course_schedules add constraint course_schedules_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES public.venues(id) ON DELETE RESTRICT;
alter table public.courses add constraint courses_course_type_fkey FOREIGN KEY (course_type) REFERENCES public.course_types(code) ON DELETE RESTRICT;
alter table public.courses add constraint courses_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.courses add constraint courses_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.discount_codes add constraint discount_codes_course_type_restriction_fkey FOREIGN KEY (course_type_restriction) REFERENCES public.course_types(code) ON DELETE RESTRICT;
alter table public.discount_codes add constraint discount_codes_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.discount_codes add constraint discount_codes_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.document_marks add constraint document_marks_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE CASCADE;
alter table public.email_logs add constraint email_logs_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE SET NULL;
alter table public.email_verifications add constraint email_verifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.password_resets add constraint password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.payment_provider_events add constraint payment_provider_events_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE RESTRICT;
alter table public.payment_provider_events add constraint payment_provider_events_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.payment_transactions add constraint payment_transactions_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE RESTRICT;
alter table public.payment_transactions add constraint payment_transactions_charge_transaction_id_fkey FOREIGN KEY (charge_transaction_id) REFERENCES public.payment_transactions(id) ON DELETE RESTRICT;
alter table public.payment_transactions add constraint payment_transactions_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON DELETE RESTRICT;
alter table public.refresh_tokens add constraint refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
alter table public.refunds add constraint refunds_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE RESTRICT;
alter table public.refunds add constraint refunds_charge_transaction_id_fkey FOREIGN KEY (charge_transaction_id) REFERENCES public.payment_transactions(id) ON DELETE RESTRICT;
alter table public.refunds add constraint refunds_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.refunds add constraint refunds_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.refunds add constraint refunds_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.sales_documents add constraint sales_documents_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE RESTRICT;
alter table public.sales_documents add constraint sales_documents_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.sales_documents(id) ON DELETE RESTRICT;
alter table public.sales_documents add constraint sales_documents_payment_transaction_id_fkey FOREIGN KEY (payment_transaction_id) REFERENCES public.payment_transactions(id) ON DELETE RESTRICT;
alter table public.schedule_series add constraint schedule_series_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.schedule_sessions add constraint schedule_sessions_course_schedule_id_fkey FOREIGN KEY (course_schedule_id) REFERENCES public.course_schedules(id) ON DELETE CASCADE;
alter table public.schedule_sessions add constraint schedule_sessions_instructor_id_fkey FOREIGN KEY (instructor_id) REFERENCES public.users(id) ON DELETE RESTRICT;
alter table public.schedule_sessions add constraint schedule_sessions_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES public.venues(id) ON DELETE RESTRICT;
alter table public.session_attendances add constraint session_attendances_booking_attendee_id_fkey FOREIGN KEY (booking_attendee_id) REFERENCES public.booking_attendees(id) ON DELETE CASCADE;
alter table public.session_attendances add constraint session_attendances_marked_by_fkey FOREIGN KEY (marked_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.session_attendances add constraint session_attendances_schedule_session_id_fkey FOREIGN KEY (schedule_session_id) REFERENCES public.schedule_sessions(id) ON DELETE RESTRICT;
alter table public.settings add constraint settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.users add constraint users_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.users add constraint users_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.venues add constraint venues_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.venues add constraint venues_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.waiting_list_entries add constraint waiting_list_entries_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES public.bookings(id) ON DELETE RESTRICT;
alter table public.waiting_list_entries add constraint waiting_list_entries_course_schedule_id_fkey FOREIGN KEY (course_schedule_id) REFERENCES public.course_schedules(id) ON DELETE RESTRICT;
alter table public.waiting_list_entries add constraint waiting_list_entries_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.waiting_list_entries add constraint waiting_list_entries_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id) ON DELETE SET NULL;
alter table public.waiting_list_entries add constraint waiting_list_entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE RESTRICT;

CREATE TRIGGER admin_activity_logs_append_only BEFORE DELETE OR UPDATE ON public.admin_activity_logs FOR EACH ROW EXECUTE FUNCTION public.refuse_activity_log_change();
CREATE TRIGGER admin_activity_logs_no_truncate BEFORE TRUNCATE ON public.admin_activity_logs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_activity_log_change();
CREATE TRIGGER bookings_mark_added_days AFTER INSERT ON public.bookings REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.mark_days_of_bookings();
CREATE TRIGGER bookings_mark_added_for_documents AFTER INSERT ON public.bookings FOR EACH ROW WHEN (((new.payment_amount > (0)::numeric) AND (((new.status)::text <> 'pending'::text) OR ((new.payment_method)::text = 'invoice'::text)))) EXECUTE FUNCTION public.mark_booking_for_documents();
CREATE TRIGGER bookings_mark_changed_days AFTER UPDATE ON public.bookings FOR EACH ROW WHEN ((((((((old.created_at IS DISTINCT FROM new.created_at) OR (old.cancelled_at IS DISTINCT FROM new.cancelled_at)) OR (((old.status)::text = 'cancelled'::text) IS DISTINCT FROM ((new.status)::text = 'cancelled'::text))) OR ((old.cancellation_reason)::text IS DISTINCT FROM (new.cancellation_reason)::text)) OR (old.seats IS DISTINCT FROM new.seats)) OR (old.payment_amount IS DISTINCT FROM new.payment_amount)) OR (old.course_schedule_id IS DISTINCT FROM new.course_schedule_id))) EXECUTE FUNCTION public.mark_days_of_booking();
CREATE TRIGGER bookings_mark_changed_for_documents AFTER UPDATE ON public.bookings FOR EACH ROW WHEN ((((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.payment_amount IS DISTINCT FROM new.payment_amount))) EXECUTE FUNCTION public.mark_booking_for_documents();
CREATE TRIGGER bookings_mark_removed_days AFTER DELETE ON public.bookings REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.mark_days_of_bookings();
CREATE TRIGGER bookings_mark_truncated_days AFTER TRUNCATE ON public.bookings FOR EACH STATEMENT EXECUTE FUNCTION public.mark_all_report_days();
CREATE TRIGGER bookings_moved_unmarked_check AFTER UPDATE OF course_schedule_id ON public.bookings FOR EACH ROW WHEN ((old.course_schedule_id <> new.course_schedule_id)) EXECUTE FUNCTION public.check_moved_booking_is_unmarked();
CREATE CONSTRAINT TRIGGER cancellation_policies_default_kept AFTER DELETE OR UPDATE ON public.cancellation_policies DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.check_default_cancellation_policy();
CREATE CONSTRAINT TRIGGER cancellation_policy_tiers_default_kept AFTER DELETE OR UPDATE ON public.cancellation_policy_tiers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.check_default_cancellation_policy();
CREATE TRIGGER course_schedules_mark_changed_days AFTER UPDATE OF course_id, venue_id, instructor_id ON public.course_schedules FOR EACH ROW WHEN ((((old.course_id IS DISTINCT FROM new.course_id) OR (old.venue_id IS DISTINCT FROM new.venue_id)) OR (old.instructor_id IS DISTINCT FROM new.instructor_id))) EXECUTE FUNCTION public.mark_days_of_schedule();
CREATE TRIGGER course_schedules_pass_to_sessions AFTER UPDATE OF venue_id, instructor_id, status ON public.course_schedules FOR EACH ROW WHEN ((((old.venue_id IS DISTINCT FROM new.venue_id) OR (old.instructor_id IS DISTINCT FROM new.instructor_id)) OR (((old.status)::text = 'cancelled'::text) IS DISTINCT FROM ((new.status)::text = 'cancelled'::text)))) EXECUTE FUNCTION public.pass_schedule_to_sessions();
CREATE CONSTRAINT TRIGGER course_schedules_sessions_check AFTER INSERT ON public.course_schedules DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.check_schedule_has_sessions();
CREATE CONSTRAINT TRIGGER course_schedules_venue_capacity_check AFTER INSERT OR UPDATE OF capacity, venue_id ON public.course_schedules NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION public.check_schedule_fits_venue();
CREATE TRIGGER payment_transactions_append_only BEFORE DELETE OR UPDATE ON public.payment_transactions FOR EACH ROW EXECUTE FUNCTION public.refuse_ledger_change();
CREATE TRIGGER payment_transactions_mark_added_days AFTER INSERT ON public.payment_transactions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.mark_days_of_payments();
CREATE TRIGGER payment_transactions_mark_added_for_documents AFTER INSERT ON public.payment_transactions FOR EACH ROW WHEN (((new.status)::text = 'succeeded'::text)) EXECUTE FUNCTION public.mark_payment_for_documents();
CREATE TRIGGER payment_transactions_mark_changed_days AFTER UPDATE ON public.payment_transactions FOR EACH ROW WHEN ((((((old.booking_id IS DISTINCT FROM new.booking_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.amount IS DISTINCT FROM new.amount)) OR (old.processed_at IS DISTINCT FROM new.processed_at))) EXECUTE FUNCTION public.mark_days_of_payment();
CREATE TRIGGER payment_transactions_mark_changed_for_documents AFTER UPDATE ON public.payment_transactions FOR EACH ROW WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text)) EXECUTE FUNCTION public.mark_payment_for_documents();
CREATE TRIGGER payment_transactions_mark_removed_days AFTER DELETE ON public.payment_transactions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.mark_days_of_payments();
CREATE TRIGGER payment_transactions_mark_truncated_days AFTER TRUNCATE ON public.payment_transactions FOR EACH STATEMENT EXECUTE FUNCTION public.mark_all_report_days();
CREATE TRIGGER payment_transactions_within_charges_added AFTER INSERT ON public.payment_transactions FOR EACH ROW WHEN ((((new.kind)::text = 'refund'::text) AND ((new.status)::text = 'succeeded'::text))) EXECUTE FUNCTION public.check_refunds_within_charges();
CREATE TRIGGER payment_transactions_within_charges_changed AFTER UPDATE ON public.payment_transactions FOR EACH ROW WHEN ((((new.kind)::text = 'refund'::text) AND ((new.status)::text = 'succeeded'::text) AND (((((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.amount IS DISTINCT FROM new.amount)) OR (old.booking_id IS DISTINCT FROM new.booking_id)))) EXECUTE FUNCTION public.check_refunds_within_charges();
CREATE TRIGGER refunds_within_charges_added AFTER INSERT ON public.refunds FOR EACH ROW WHEN (((new.status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying, 'processing'::character varying])::text[]))) EXECUTE FUNCTION public.check_refund_is_covered();
CREATE TRIGGER refunds_within_charges_changed AFTER UPDATE OF status, amount, booking_id ON public.refunds FOR EACH ROW WHEN ((((new.status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying, 'processing'::character varying])::text[])) AND (((old.status)::text <> ALL ((ARRAY['pending'::character varying, 'approved'::character varying, 'processing'::character varying])::text[])) OR ((old.amount IS DISTINCT FROM new.amount) OR (old.booking_id IS DISTINCT FROM new.booking_id))))) EXECUTE FUNCTION public.check_refund_is_covered();
CREATE TRIGGER sales_documents_keep BEFORE DELETE OR UPDATE ON public.sales_documents FOR EACH ROW EXECUTE FUNCTION public.keep_sales_documents();
CREATE TRIGGER schedule_sessions_fill BEFORE INSERT OR UPDATE ON public.schedule_sessions FOR EACH ROW EXECUTE FUNCTION public.fill_session_from_schedule();
CREATE TRIGGER schedule_sessions_sum_up_deleted AFTER DELETE ON public.schedule_sessions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up_attendance_of_schedule();
CREATE TRIGGER schedule_sessions_sum_up_inserted AFTER INSERT ON public.schedule_sessions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up_attendance_of_schedule();
CREATE TRIGGER session_attendances_schedule_check AFTER INSERT OR UPDATE OF booking_attendee_id, schedule_session_id ON public.session_attendances FOR EACH ROW EXECUTE FUNCTION public.check_mark_is_of_schedule();
CREATE TRIGGER session_attendances_sum_up_deleted AFTER DELETE ON public.session_attendances REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up_marked_attendance();
CREATE TRIGGER session_attendances_sum_up_inserted AFTER INSERT ON public.session_attendances REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up_marked_attendance();
CREATE TRIGGER session_attendances_sum_up_updated AFTER UPDATE ON public.session_attendances REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sum_up_marked_attendance();
CREATE CONSTRAINT TRIGGER venues_schedule_capacity_check AFTER UPDATE OF capacity ON public.venues NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW WHEN ((new.capacity < old.capacity)) EXECUTE FUNCTION public.check_venue_holds_schedules();
