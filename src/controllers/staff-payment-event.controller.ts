import {BindingScope, inject, injectable} from '@loopback/core';
import {param, post, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {EVENT_OUTCOMES} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import {paymentEventList} from '../repositories/lists/payment-event.list';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {PaymentEventAdminService} from '../services/payment-event-admin.service';
import {actor} from './actor';
import {listController} from './list.controller';
import {daySchema, idSchema, oneOf, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {paymentEventPageSchema, type ResolutionBody, resolutionSchema} from './schemas/refund.schemas';
import {body} from './schemas/request-body';

const path = '/api/admin/payment-events';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffPaymentEventController extends listController({
  path,
  tag: 'Staff: payments',
  summary: 'What the payment provider told us and what became of it, newest first',
  list: paymentEventList,
  filters: {
    bookingId: idSchema,
    outcome: oneOf(EVENT_OUTCOMES),
    isOpen: {type: 'boolean', description: 'What somebody has still to look at'},
    from: daySchema,
    to: daySchema,
  },
  page: paymentEventPageSchema,
}) {
  constructor(
    @inject('services.ListService') lists: ListService,
    @inject('services.CsvService') csv: CsvService,
    @inject('services.PaymentEventAdminService') private readonly events: PaymentEventAdminService,
  ) {
    super(lists, csv);
  }

  @post(`${path}/{id}/resolve`, {
    tags: ['Staff: payments'],
    summary: 'Say what was done about it',
    responses: {204: {description: 'Resolved'}, ...errorReplies('PAYMENT_EVENT_NOT_FOUND')},
  })
  async resolve(
    @param(pathId) id: number,
    @requestBody(body(resolutionSchema)) {resolution}: ResolutionBody,
    @actor() by: Actor,
  ): Promise<void> {
    await this.events.resolve(id, resolution, by);
  }
}
