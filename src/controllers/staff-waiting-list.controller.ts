import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, post, requestBody} from '@loopback/rest';
import {allow} from '../access';
import {WAITING_STATUSES} from '../domain/statuses';
import type {Actor} from '../repositories/admin-activity-log.repository';
import {waitingList} from '../repositories/lists/waiting-list.list';
import type {CsvService} from '../services/csv.service';
import type {ListService} from '../services/list.service';
import type {WaitingListAdminService} from '../services/waiting-list-admin.service';
import type {StaffWaitingView} from '../services/waiting-list-view';
import {actor} from './actor';
import {listController} from './list.controller';
import {idSchema, json, oneOf, pathId} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';
import {body} from './schemas/request-body';
import {
  type HandOfferBody,
  handOfferSchema,
  staffWaitingPageSchema,
  staffWaitingSchema,
} from './schemas/waiting-list.schemas';

const tag = 'Staff: waiting list';
const path = '/api/admin/waiting-list';
const reply = json('The place on the list', staffWaitingSchema);

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffWaitingListController extends listController({
  path,
  tag,
  summary: 'Those who wait for seats, in the order in which they are served',
  list: waitingList,
  filters: {
    status: oneOf(WAITING_STATUSES),
    isLive: {type: 'boolean', description: 'Waiting, or with an offer'},
    scheduleId: idSchema,
    userId: idSchema,
  },
  page: staffWaitingPageSchema,
}) {
  constructor(
    @inject('services.ListService') lists: ListService,
    @inject('services.CsvService') csv: CsvService,
    @inject('services.WaitingListAdminService') private readonly waiting: WaitingListAdminService,
  ) {
    super(lists, csv);
  }

  @get(`${path}/{id}`, {
    tags: [tag],
    summary: 'One place on a waiting list',
    operationId: 'readStaffWaitingListEntry',
    responses: {200: reply, ...errorReplies('WAITING_LIST_ENTRY_NOT_FOUND')},
  })
  read(@param(pathId) id: number): Promise<StaffWaitingView> {
    return this.waiting.read(id);
  }

  @post(`${path}/{id}/remove`, {
    tags: [tag],
    summary: 'Take somebody off the list; the seats of an offer go to the next in line',
    operationId: 'removeFromWaitingList',
    responses: {200: reply, ...errorReplies('WAITING_LIST_ENTRY_NOT_FOUND', 'INVALID_STATUS_CHANGE')},
  })
  remove(@param(pathId) id: number, @actor() by: Actor): Promise<StaffWaitingView> {
    return this.waiting.remove(id, by);
  }

  @post(`${path}/{id}/offer`, {
    tags: [tag],
    summary: 'Offer free seats to somebody, whoever is before them in line',
    operationId: 'offerToWaiting',
    responses: {
      200: reply,
      ...errorReplies(
        'WAITING_LIST_ENTRY_NOT_FOUND',
        'INVALID_STATUS_CHANGE',
        'SCHEDULE_NOT_FOUND',
        'SCHEDULE_NOT_BOOKABLE',
        'SCHEDULE_FULL',
        'ALREADY_WAITING',
        'VALIDATION_FAILED',
      ),
    },
  })
  offer(
    @param(pathId) id: number,
    @actor() by: Actor,
    @requestBody({...body(handOfferSchema), required: false}) request?: HandOfferBody,
  ): Promise<StaffWaitingView> {
    return this.waiting.offer(id, request?.seats, by);
  }
}
