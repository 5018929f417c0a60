import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';

export interface CompanyOfBooking {
  companyId: number | null;
  purchaseOrderNumber: string | null;
  /** YYYY-MM-DD. */
  paymentDueOn: string | null;
}

/** Which company is invoiced for a booking. */
@injectable({scope: BindingScope.SINGLETON})
export class BookingCompanyRepository {
  /** Raises the version. */
  async attach(tx: Transaction, id: number, company: CompanyOfBooking, updatedBy: number): Promise<void> {
    await tx.rows(
      `update bookings
       set company_id = :companyId, purchase_order_number = :purchaseOrderNumber, payment_due_on = :paymentDueOn,
         version = version + 1, updated_at = now(), updated_by = :updatedBy
       where id = :id`,
      {...company, id, updatedBy},
    );
  }
}
