import {BindingScope, inject, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {addDays, companyDay} from '../domain/company-time';
import {DomainError} from '../domain/errors';
import type {PaymentMethod} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {BookingRow} from '../repositories/booking.repository';
import type {BookingCompanyRepository} from '../repositories/booking-company.repository';
import type {CompanyRepository} from '../repositories/company.repository';
import type {BookingChangeService} from './booking-change.service';
import {toStaffBookingView} from './booking-view';
import {checkVersion} from './resource.service';

export interface CompanyTerms {
  id: number;
  /** It has credit and is invoiced: its seats are sure before it pays. */
  hasCredit: boolean;
  /** YYYY-MM-DD. */
  paymentDueOn: string | null;
}

export interface BookedCompany {
  /** Null: none of those that staff know. */
  companyId: number | null;
  purchaseOrderNumber?: string | null;
}

/** Bookings that a company is invoiced for. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingCompanyService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject('repositories.CompanyRepository') private readonly companies: CompanyRepository,
    @inject('repositories.BookingCompanyRepository') private readonly rows: BookingCompanyRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.BookingChangeService') private readonly changes: BookingChangeService,
  ) {}

  /** On which terms a company books today. @throws DomainError COMPANY_NOT_FOUND, also for one that is deactivated */
  async termsOf(on: Queryable, id: number, paymentMethod: PaymentMethod): Promise<CompanyTerms> {
    const company = await this.companies.findTerms(on, id);
    if (company === undefined) throw new DomainError('COMPANY_NOT_FOUND', 'There is no such company');
    const hasCredit = company.creditTermsDays > 0 && paymentMethod === 'invoice';
    const today = companyDay(this.clock());
    return {id, hasCredit, paymentDueOn: hasCredit ? addDays(today, company.creditTermsDays) : null};
  }

  /**
   * Says which company a booking is for. A pending booking on the invoice of a company with credit is confirmed by it.
   * @throws DomainError BOOKING_NOT_FOUND, VERSION_CONFLICT, COMPANY_NOT_FOUND, INVALID_STATUS_CHANGE once it is cancelled
   */
  async attach(id: number, version: number, wanted: BookedCompany, actor: Actor): Promise<BookingRow> {
    return this.changes.change({id}, async (tx, booking) => {
      checkVersion(toStaffBookingView(booking), version);
      if (booking.status === 'cancelled') {
        const message = 'A cancelled booking is for nobody any more';
        throw new DomainError('INVALID_STATUS_CHANGE', message, {from: 'cancelled'});
      }
      const {companyId, purchaseOrderNumber = booking.purchaseOrderNumber} = wanted;
      const isSame = companyId === booking.companyId;
      if (isSame && purchaseOrderNumber === booking.purchaseOrderNumber) return;
      const terms =
        isSame || companyId === null ? undefined : await this.termsOf(tx, companyId, booking.paymentMethod);
      const isFree = booking.paymentAmount === '0.00';
      const paymentDueOn = isSame ? booking.paymentDueOn : isFree ? null : (terms?.paymentDueOn ?? null);
      const after = {companyId, purchaseOrderNumber, paymentDueOn};
      await this.rows.attach(tx, id, after, actor.adminId);
      await this.activity.append(tx, actor, {
        action: 'booking.company_changed',
        entityType: 'booking',
        entityId: id,
        oldValues: {
          companyId: booking.companyId,
          purchaseOrderNumber: booking.purchaseOrderNumber,
          paymentDueOn: booking.paymentDueOn,
        },
        newValues: after,
      });
      if (booking.status === 'pending' && terms?.hasCredit === true) {
        await this.changes.confirmLocked(tx, booking, actor);
      }
    });
  }
}
