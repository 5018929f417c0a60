import {BindingScope, inject, injectable} from '@loopback/core';
import {get, post} from '@loopback/rest';
import {allow} from '../access';
import type {IntegrityReport, IntegrityService} from '../services/integrity.service';
import {json} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {integrityReportSchema} from './schemas/operations.schemas';

const TAGS = ['Staff: operations'];
const reply = json('Each check, with what does not agree and what mends it', integrityReportSchema);

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffIntegrityController {
  constructor(@inject('services.IntegrityService') private readonly integrity: IntegrityService) {}

  @get('/api/admin/integrity', {
    tags: TAGS,
    summary: 'Whether seats, money, codes and mails agree with each other',
    responses: {200: reply},
  })
  report(): Promise<IntegrityReport> {
    return this.integrity.report();
  }

  @post('/api/admin/integrity/reconciliation', {
    tags: TAGS,
    summary: 'Compare the ledger with the payment provider now, instead of tonight',
    responses: {200: reply, ...errorReplies('PAYMENT_UNAVAILABLE')},
  })
  reconcile(): Promise<IntegrityReport> {
    return this.integrity.reconcile();
  }
}
