import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {checkRegisterOpen} from '../domain/attendance';
import {checkAttendanceKnowable, checkBookingStatusChange} from '../domain/booking-status';
import {DomainError, validationFailed} from '../domain/errors';
import {formatPence, parsePence} from '../domain/money';
import type {BookingStatus, PaymentMethod} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingRepository, BookingRow} from '../repositories/booking.repository';
import type {BookingAttendeeRepository} from '../repositories/booking-attendee.repository';
import type {EmailLogRepository} from '../repositories/email-log.repository';
import type {GuestRepository} from '../repositories/guest.repository';
import type {PaymentTransactionRepository} from '../repositories/payment-transaction.repository';
import type {BookingService} from './booking.service';
import {type BookingChangeService, statusActivity} from './booking-change.service';
import type {BookingCompanyService} from './booking-company.service';
import type {BookingRequest} from './booking-made';
import {toStaffBookingView} from './booking-view';
import type {IdempotencyService, IdempotentRequest} from './idempotency.service';
import type {LedgerService} from './ledger.service';
import {checkVersion} from './resource.service';

const EARLIEST_YEAR = 2000;

export interface ManualBookingRequest extends BookingRequest {
  confirm?: boolean;
  /** A company that is invoiced: with credit the booking is confirmed at once. */
  companyId?: number;
  purchaseOrderNumber?: string;
  allowDuplicates?: boolean;
}

export interface HandPayment {
  /** Pounds. */
  amount: string;
  paymentMethod: PaymentMethod;
  /** When the money came; default now. */
  receivedAt?: string;
  /** What the bank statement or the receipt says. */
  note?: string;
}

/** What of a booking staff may edit; seats and money have their own ways. */
export interface BookingEdit {
  notes?: string | null;
  contact?: {firstName?: string; lastName?: string; email?: string; phone?: string | null};
}

/** What only staff do with bookings. Each leaves its row in the activity log in the same transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingAdminService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.GuestRepository') private readonly guests: GuestRepository,
    @inject('repositories.BookingAttendeeRepository') private readonly attendees: BookingAttendeeRepository,
    @inject('repositories.PaymentTransactionRepository')
    private readonly payments: PaymentTransactionRepository,
    @inject('repositories.EmailLogRepository') private readonly emails: EmailLogRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.BookingService') private readonly booking: BookingService,
    @inject('services.LedgerService') private readonly ledger: LedgerService,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
    @inject('services.BookingCompanyService') private readonly companies: BookingCompanyService,
    @inject('services.IdempotencyService') private readonly idempotency: IdempotencyService,
  ) {}

  /** @throws DomainError as a public booking, without its limits and also on drafts; never over the capacity; COMPANY_NOT_FOUND */
  async create(manual: ManualBookingRequest, actor: Actor, once: IdempotentRequest): Promise<BookingRow> {
    const id = await this.database.inTransaction(tx =>
      this.idempotency.onceWithin(tx, once, () => this.book(tx, manual, actor)),
    );
    return this.changes.read({id});
  }

  private async book(tx: Transaction, manual: ManualBookingRequest, actor: Actor): Promise<number> {
    const {confirm = false, companyId, purchaseOrderNumber, allowDuplicates, ...request} = manual;
    const company =
      companyId === undefined
        ? undefined
        : await this.companies.termsOf(tx, companyId, request.paymentMethod);
    const made = await this.booking.book(tx, request, {
      byStaff: true,
      isConfirmed: confirm || company?.hasCredit === true,
      createdBy: actor.adminId,
      allowDuplicates,
      company: company && {...company, purchaseOrderNumber},
    });
    const {bookingReference, status, seats, paymentAmount} = made;
    const newValues = {
      bookingReference,
      courseScheduleId: request.courseScheduleId,
      status,
      seats,
      paymentAmount,
      ...(companyId === undefined ? {} : {companyId}),
    };
    await this.activity.append(tx, actor, {
      action: 'booking.created',
      entityType: 'booking',
      entityId: made.id,
      oldValues: null,
      newValues,
    });
    return made.id;
  }

  /**
   * Records money that staff received. A booking that is paid in full by it and still pending is confirmed (rule 7).
   * @throws DomainError BOOKING_NOT_FOUND, PAYMENT_EXCEEDS_DUE, INVALID_STATUS_CHANGE for a cancelled booking
   */
  async recordPayment(
    id: number,
    payment: HandPayment,
    actor: Actor,
    once: IdempotentRequest,
  ): Promise<BookingRow> {
    const processedAt = this.receivedAt(payment);
    return this.changes.change({id}, (tx, booking) =>
      this.idempotency.onceWithin(tx, once, () =>
        this.addPayment(tx, booking, {...payment, processedAt}, actor),
      ),
    );
  }

  private async addPayment(
    tx: Transaction,
    booking: BookingRow,
    payment: HandPayment & {processedAt: Date},
    actor: Actor,
  ): Promise<void> {
    const {id} = booking;
    if (booking.status === 'cancelled') {
      throw new DomainError('INVALID_STATUS_CHANGE', 'A cancelled booking takes no payment', {
        from: 'cancelled',
      });
    }
    const duePence = Math.max(parsePence(booking.paymentAmount) - parsePence(booking.paidAmount), 0);
    if (parsePence(payment.amount) > duePence) {
      throw new DomainError('PAYMENT_EXCEEDS_DUE', `Only £${formatPence(duePence)} is due`, {
        due: formatPence(duePence),
      });
    }
    const {amount, paymentMethod, note, processedAt} = payment;
    await this.payments.insert(tx, {
      bookingId: id,
      kind: 'charge',
      amount,
      paymentMethod,
      status: 'succeeded',
      processedAt,
      metadata: {recordedBy: actor.adminId, ...(note === undefined ? {} : {note})},
    });
    const paymentStatus = await this.ledger.settle(tx, id, actor.adminId);
    const confirms = paymentStatus === 'paid' && booking.status === 'pending';
    await this.activity.append(tx, actor, {
      action: 'booking.payment_recorded',
      entityType: 'booking',
      entityId: id,
      oldValues: {paidAmount: booking.paidAmount, paymentStatus: booking.paymentStatus},
      newValues: {amount, paymentMethod, paymentStatus, ...(note === undefined ? {} : {note})},
    });
    if (confirms) await this.changes.confirmLocked(tx, booking, actor);
  }

  /** Rule 13: only after the course has begun. @throws DomainError BOOKING_NOT_FOUND, INVALID_STATUS_CHANGE */
  async close(
    id: number,
    status: Extract<BookingStatus, 'completed' | 'no_show'>,
    actor: Actor,
  ): Promise<BookingRow> {
    return this.changes.change({id}, async (tx, booking) => {
      checkBookingStatusChange(booking.status, status);
      checkRegisterOpen(booking.scheduleStatus);
      checkAttendanceKnowable(booking.startDatetime, status, this.clock());
      if (status === 'no_show' && (await this.attendees.hasAttended(tx, id))) {
        const message = 'The register says that somebody of this booking came: correct it first';
        throw new DomainError('INVALID_STATUS_CHANGE', message, {from: booking.status, to: status});
      }
      await this.bookings.setStatus(tx, id, status, actor.adminId);
      await this.activity.append(tx, actor, statusActivity(`booking.${status}`, booking, {status}));
    });
  }

  /**
   * With another address the booking is another person's: whoever owns the old one must not open it any more.
   * @throws DomainError BOOKING_NOT_FOUND, VERSION_CONFLICT with the current state
   */
  async edit(id: number, version: number, edit: BookingEdit, actor: Actor): Promise<BookingRow> {
    const {contact} = edit;
    let ownerId: number | undefined;
    const findOwner = async (tx: Transaction) => {
      const booking = await this.bookings.findDetail(tx, {id});
      const email = contact?.email?.trim();
      // The account may have another address by now than the booking, and the booking stays its own.
      if (booking === undefined || email === undefined || isSameAddress(email, booking.contactEmail)) return;
      const {phone: _, notes: __, ...named} = contactOf(booking);
      ownerId = await this.guests.findOrCreate(tx, {...named, email});
    };
    const work = async (tx: Transaction, booking: BookingRow) => {
      checkVersion(toStaffBookingView(booking), version);
      const before = contactOf(booking);
      const email = edit.contact?.email?.trim() ?? before.email;
      const after = {
        ...before,
        ...edit.contact,
        email,
        notes: edit.notes === undefined ? booking.notes : edit.notes,
      };
      const changed = (Object.keys(after) as (keyof typeof after)[]).filter(
        name => after[name] !== before[name],
      );
      if (changed.length === 0) return;
      await this.bookings.setContact(tx, id, {...after, userId: ownerId ?? booking.userId}, actor.adminId);
      await this.emails.readdress(tx, id, email);
      await this.activity.append(tx, actor, {
        action: 'booking.updated',
        entityType: 'booking',
        entityId: id,
        oldValues: Object.fromEntries(changed.map(name => [name, before[name]])),
        newValues: Object.fromEntries(changed.map(name => [name, after[name]])),
      });
    };
    return this.changes.change({id}, work, findOwner);
  }

  private receivedAt({receivedAt}: HandPayment): Date {
    const now = this.clock();
    const at = receivedAt === undefined ? now : new Date(receivedAt);
    if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < EARLIEST_YEAR) {
      throw validationFailed([{path: '/receivedAt', message: 'must be a time that exists, of this century'}]);
    }
    if (at > now) throw validationFailed([{path: '/receivedAt', message: 'must not be in the future'}]);
    return at;
  }
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function contactOf(booking: BookingRow) {
  return {
    firstName: booking.contactFirstName,
    lastName: booking.contactLastName,
    email: booking.contactEmail,
    phone: booking.contactPhone,
    notes: booking.notes,
  };
}
