import type {WaitingStatus} from '../../domain/statuses';
import {equals, type ListDefinition} from '../list-query';

export interface StaffWaitingRow {
  id: number;
  reference: string;
  status: WaitingStatus;
  seats: number;
  contactFirstName: string;
  contactLastName: string;
  contactEmail: string;
  contactPhone: string | null;
  offeredAt: Date | null;
  offerExpiresAt: Date | null;
  endedAt: Date | null;
  bookingReference: string | null;
  userId: number;
  createdAt: Date;
  version: number;
  courseScheduleId: number;
  startDatetime: Date;
  courseName: string;
  venueName: string;
}

export interface WaitingFilter {
  status?: WaitingStatus;
  /** Waiting, or with an offer. */
  isLive?: boolean;
  scheduleId?: number;
  userId?: number;
}

/** Those who wait or waited, by joining, which is the order in which they are served. */
export const waitingList: ListDefinition<StaffWaitingRow, WaitingFilter> = {
  name: 'waiting-list',
  base: 'waiting_list_entries w',
  joins: `join course_schedules s on s.id = w.course_schedule_id
    join courses c on c.id = s.course_id
    join venues v on v.id = s.venue_id
    left join bookings b on b.id = w.booking_id`,
  id: 'w.id',
  columns: {
    id: 'w.id',
    reference: 'w.reference',
    status: 'w.status',
    seats: 'w.seats',
    contactFirstName: 'w.contact_first_name',
    contactLastName: 'w.contact_last_name',
    contactEmail: 'w.contact_email',
    contactPhone: 'w.contact_phone',
    offeredAt: 'w.offered_at',
    offerExpiresAt: 'w.offer_expires_at',
    endedAt: 'w.ended_at',
    bookingReference: 'b.booking_reference',
    userId: 'w.user_id',
    createdAt: 'w.created_at',
    version: 'w.version',
    courseScheduleId: 'w.course_schedule_id',
    startDatetime: 's.start_datetime',
    courseName: 'c.name',
    venueName: 'v.name',
  },
  filters: {
    status: equals('w.status'),
    isLive: isLive => ({sql: `w.status ${isLive ? 'in' : 'not in'} ('waiting', 'offered')`, bindings: []}),
    scheduleId: equals('w.course_schedule_id'),
    userId: equals('w.user_id'),
  },
  search: 'w.searched',
  sorts: {
    id: {sql: 'w.id', type: 'integer'},
  },
  defaultSort: 'id',
};
