import {Entity, model} from '@loopback/repository';
import {type PaymentProvider} from '../domain/statuses';
import {identity, integer, jsonArray, table, timestamp, varchar} from './columns';

/** One comparison of the ledger with the payment provider. */
@model(table('payment_reconciliations'))
export class PaymentReconciliation extends Entity {
  @identity() id: number;
  @varchar(20) provider: PaymentProvider;
  @timestamp() comparedFrom: Date;
  @timestamp() startedAt: Date;
  @timestamp() finishedAt: Date;
  @integer() paymentsSeen: number;
  @integer() refundsSeen: number;
  @integer() mended: number;
  @jsonArray() differences: object[];
}
