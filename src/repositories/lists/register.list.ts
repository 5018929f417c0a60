import {companyDay} from '../../domain/company-time';
import type {ListDefinition} from '../list-query';
import {ON_REGISTER, type SessionRow} from '../register.repository';

export interface RegisterFilter {
  scheduleId?: number;
}

/** The register of a schedule as a sheet: an attendee in each row, a column for each of its sessions. */
export function registerList(
  sessions: readonly SessionRow[],
): ListDefinition<Record<string, unknown>, RegisterFilter> {
  return {
    name: 'register',
    base: 'bookings b join booking_attendees a on a.booking_id = b.id',
    id: 'a.id',
    columns: {
      attendeeId: 'a.id',
      lastName: 'a.last_name',
      firstName: 'a.first_name',
      email: 'a.email',
      phone: 'a.phone',
      bookingReference: 'b.booking_reference',
      bookingStatus: 'b.status',
      paymentStatus: 'b.payment_status',
      contactFirstName: 'b.contact_first_name',
      contactLastName: 'b.contact_last_name',
      contactEmail: 'b.contact_email',
      contactPhone: 'b.contact_phone',
      ...Object.fromEntries(sessions.map(sessionColumn)),
      attendance: 'a.attendance',
      assessment: 'a.assessment',
    },
    filters: {
      scheduleId: id => ({sql: `b.course_schedule_id = ? and ${ON_REGISTER}`, bindings: [id]}),
    },
    sorts: {lastName: {sql: 'a.last_name', type: 'text'}},
    defaultSort: 'lastName',
  };
}

function sessionColumn({id, startDatetime}: SessionRow, index: number): [name: string, sql: string] {
  return [
    `session ${index + 1} (${companyDay(startDatetime)})`,
    `coalesce((select m.attendance from session_attendances m
       where m.booking_attendee_id = a.id and m.schedule_session_id = ${Number(id)}), 'expected')`,
  ];
}
