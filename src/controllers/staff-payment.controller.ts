import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {PAYMENT_METHODS, TRANSACTION_KINDS, TRANSACTION_STATUSES} from '../domain/statuses';
import {paymentList} from '../repositories/lists/payment.list';
import {listController} from './list.controller';
import {
  countedPageSchema,
  currencySchema,
  daySchema,
  idSchema,
  moneySchema,
  nullable,
  objectSchema,
  oneOf,
  timeSchema,
} from './schemas/common.schemas';

const paymentSchema = objectSchema('Payment', {
  id: idSchema,
  bookingId: idSchema,
  bookingReference: {type: 'string'},
  contactFirstName: {type: 'string'},
  contactLastName: {type: 'string'},
  kind: oneOf(TRANSACTION_KINDS),
  amount: moneySchema,
  currency: currencySchema,
  paymentMethod: oneOf(PAYMENT_METHODS),
  status: oneOf(TRANSACTION_STATUSES),
  failureReason: nullable({type: 'string'}),
  providerId: {...nullable({type: 'string'}), description: 'Under which the payment provider has it'},
  processedAt: nullable(timeSchema),
  createdAt: timeSchema,
});

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffPaymentController extends listController({
  path: '/api/admin/payments',
  tag: 'Staff: payments',
  summary: 'Payments and refunds, newest first',
  list: paymentList,
  filters: {
    bookingId: idSchema,
    kind: oneOf(TRANSACTION_KINDS),
    status: oneOf(TRANSACTION_STATUSES),
    paymentMethod: oneOf(PAYMENT_METHODS),
    from: daySchema,
    to: daySchema,
  },
  page: countedPageSchema('PaymentPage', paymentSchema),
}) {}
