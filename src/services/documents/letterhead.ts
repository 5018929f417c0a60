import type {BookingRow} from '../../repositories/booking.repository';
import type {BilledTo, Seller} from '../../repositories/sales-document.repository';

/** Settings that stand on documents. */
export const LETTERHEAD_SETTINGS = [
  'company.name',
  'company.email',
  'company.address',
  'company.payment_details',
  'vat.number',
  'vat.rate_percent',
] as const;

/** What all documents of one run have in common. */
export interface Letterhead {
  seller: Seller;
  billedTo: BilledTo;
  vatRate: string;
  issuedAt: Date;
}

/** @param address where the booking's company gets its invoices; null: nobody knows */
export function letterheadOf(
  settings: Record<(typeof LETTERHEAD_SETTINGS)[number], string>,
  booking: BookingRow,
  address: string | null,
  issuedAt: Date,
): Letterhead {
  return {
    issuedAt,
    vatRate: settings['vat.rate_percent'] || '0',
    seller: {
      name: settings['company.name'],
      address: settings['company.address'],
      email: settings['company.email'],
      vatNumber: settings['vat.number'],
      paymentDetails: settings['company.payment_details'],
    },
    billedTo: {
      name: `${booking.contactFirstName} ${booking.contactLastName}`,
      companyName: booking.companyName,
      address,
      email: booking.contactEmail,
      purchaseOrderNumber: booking.purchaseOrderNumber,
    },
  };
}
