import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, type Response, RestBindings, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {REFUND_CAUSES, REFUND_STATUSES} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import {refundList} from '../repositories/lists/refund.list';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {RefundAdminService, RefundPreview, StaffRefund} from '../services/refund-admin.service';
import {actor} from './actor';
import {listController} from './list.controller';
import {daySchema, idSchema, json, oneOf, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {IDEMPOTENCY_FAILURES, idempotencyKeyParameter} from './schemas/idempotency-key';
import {
  type PaidBackBody,
  paidBackSchema,
  previewAmountParameter,
  type RefundRequestBody,
  type RejectionBody,
  refundPageSchema,
  refundPreviewSchema,
  refundRequestSchema,
  refundSchema,
  rejectionSchema,
} from './schemas/refund.schemas';
import {body} from './schemas/request-body';
import {staffRequest} from './staff-request';

const TAGS = ['Staff: payments'];
const path = '/api/admin/refunds';
const ofBooking = '/api/admin/bookings/{id}';
const reply = json('The refund', refundSchema);

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffRefundController extends listController({
  path,
  tag: 'Staff: payments',
  summary: 'Refunds, newest first',
  list: refundList,
  filters: {
    bookingId: idSchema,
    status: oneOf(REFUND_STATUSES),
    cause: oneOf(REFUND_CAUSES),
    from: daySchema,
    to: daySchema,
  },
  page: refundPageSchema,
}) {
  constructor(
    @inject('services.ListService') lists: ListService,
    @inject('services.CsvService') csv: CsvService,
    @inject('services.RefundAdminService') private readonly refunds: RefundAdminService,
  ) {
    super(lists, csv);
  }

  @get(`${path}/{id}`, {
    tags: TAGS,
    summary: 'One refund, with the charges that it gives back',
    responses: {200: reply, ...errorReplies('REFUND_NOT_FOUND')},
  })
  read(@param(pathId) id: number): Promise<StaffRefund> {
    return this.refunds.read(id);
  }

  @get(`${ofBooking}/refund-preview`, {
    tags: TAGS,
    summary: 'What can go back of a booking, and how',
    responses: {
      200: json('To the penny', refundPreviewSchema),
      ...errorReplies('BOOKING_NOT_FOUND', 'REFUND_EXCEEDS_PAID'),
    },
  })
  preview(@param(pathId) id: number, @param(previewAmountParameter) amount?: string): Promise<RefundPreview> {
    return this.refunds.preview(id, amount);
  }

  @post(`${ofBooking}/refunds`, {
    tags: TAGS,
    summary: 'Ask for a refund; the booking stays as it is',
    responses: {
      201: reply,
      ...errorReplies('BOOKING_NOT_FOUND', 'REFUND_EXCEEDS_PAID', ...IDEMPOTENCY_FAILURES),
    },
  })
  async request(
    @param(pathId) id: number,
    @requestBody(body(refundRequestSchema)) wanted: RefundRequestBody,
    @actor() by: Actor,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(idempotencyKeyParameter) key?: string,
  ): Promise<StaffRefund> {
    const once = staffRequest(key, by, `/api/admin/bookings/${id}/refunds`, wanted);
    const refund = await this.refunds.request(id, wanted, by, once);
    response.status(201).location(`${path}/${refund.id}`);
    return refund;
  }

  @post(`${path}/{id}/approve`, {
    tags: TAGS,
    summary: 'Approve a refund: card payments go back by themselves, the rest is paid back by staff',
    responses: {200: reply, ...errorReplies('REFUND_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  approve(@param(pathId) id: number, @actor() by: Actor): Promise<StaffRefund> {
    return this.refunds.approve(id, by);
  }

  @post(`${path}/{id}/reject`, {
    tags: TAGS,
    summary: 'Reject a refund; the customer is told why',
    responses: {200: reply, ...errorReplies('REFUND_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  reject(
    @param(pathId) id: number,
    @requestBody(body(rejectionSchema)) {reason}: RejectionBody,
    @actor() by: Actor,
  ): Promise<StaffRefund> {
    return this.refunds.reject(id, reason, by);
  }

  @post(`${path}/{id}/retry`, {
    tags: TAGS,
    summary: 'Try a failed refund again',
    responses: {
      200: reply,
      ...errorReplies('REFUND_NOT_FOUND', 'INVALID_STATUS_CHANGE', 'REFUND_EXCEEDS_PAID'),
    },
  })
  retry(@param(pathId) id: number, @actor() by: Actor): Promise<StaffRefund> {
    return this.refunds.retry(id, by);
  }

  @post(`${path}/{id}/paid-back`, {
    tags: TAGS,
    summary: 'Say that staff have given the money back: in cash, by bank transfer, …',
    responses: {
      200: reply,
      ...errorReplies('REFUND_NOT_FOUND', 'INVALID_STATUS_CHANGE', 'REFUND_EXCEEDS_PAID'),
    },
  })
  recordPaidBack(
    @param(pathId) id: number,
    @requestBody(body(paidBackSchema)) how: PaidBackBody,
    @actor() by: Actor,
  ): Promise<StaffRefund> {
    return this.refunds.recordPaidBack(id, how, by);
  }
}
