import {BOOKING_STATUSES, PAYMENT_STATUSES} from '../../domain/statuses';
import {
  countedPageSchema,
  currencySchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
} from './common.schemas';

const useSchema = objectSchema('DiscountUse', {
  id: {...idSchema, description: 'Of the booking'},
  bookingReference: {type: 'string', example: 'RFT-7K2M9QXD'},
  status: oneOf(BOOKING_STATUSES),
  paymentStatus: oneOf(PAYMENT_STATUSES),
  counts: {type: 'boolean', description: 'False: it was cancelled, and has given its use back'},
  seats: {type: 'integer'},
  discountApplied: moneySchema,
  paymentAmount: moneySchema,
  currency: currencySchema,
  contactFirstName: {type: 'string'},
  contactLastName: {type: 'string'},
  contactEmail: {type: 'string'},
  createdAt: timeSchema,
  courseScheduleId: idSchema,
  startDatetime: timeSchema,
  courseName: {type: 'string'},
});

const page = countedPageSchema('DiscountUsePage', useSchema);

export const discountUseReportSchema = objectSchema('DiscountUseReport', {
  discountCode: objectSchema('UsedDiscountCode', {
    id: idSchema,
    code: {type: 'string'},
    usageLimit: nullable({type: 'integer'}),
    maxUsesPerCustomer: nullable({type: 'integer'}),
    timesUsed: {type: 'integer', description: 'With uses of holds that ran out, until they are released'},
  }),
  totals: objectSchema('DiscountUseTotals', {
    uses: {type: 'integer', description: 'Bookings that count; the other figures are of these'},
    customers: {type: 'integer'},
    seats: {type: 'integer'},
    discountApplied: moneySchema,
    paymentAmount: moneySchema,
    givenBack: {type: 'integer', description: 'Bookings that were cancelled'},
    currency: currencySchema,
  }),
  ...page.properties,
});
