import {BindingScope, injectable} from '@loopback/core';
import {PaymentTransaction} from '../models/payment-transaction.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class PaymentTransactionRepository extends tableRepository<
  PaymentTransaction,
  PaymentTransaction['id']
>(PaymentTransaction) {}
