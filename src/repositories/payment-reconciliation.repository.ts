import {BindingScope, injectable} from '@loopback/core';
import {PaymentReconciliation} from '../models/payment-reconciliation.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class PaymentReconciliationRepository extends tableRepository<
  PaymentReconciliation,
  PaymentReconciliation['id']
>(PaymentReconciliation) {}
