// What can be found by typing while one books: schedules, customers, companies.
import * as format from '/common/format.js';
import {get} from '/common/request.js';
import {texts} from '/common/texts.js';

const words = texts.newBooking;

/** @param schedule of the list of schedules, or one of them */
export function scheduleOption(schedule) {
  const {id, courseName, venueName, startDatetime, endDatetime, status, capacity, seatsTaken} = schedule;
  const left = Math.max(capacity - seatsTaken, 0);
  return {
    value: id,
    label: `${courseName}, ${format.dayTime(startDatetime)}`,
    hint: [venueName, words.seatsLeft(left), status === 'draft' && words.draft].filter(Boolean).join(' · '),
    left,
    status,
    venueId: schedule.venueId,
    start: startDatetime,
    end: endDatetime,
  };
}

/** Schedules from today on that staff can book. @param query such as {courseId}, `except`: the id of one to leave out */
export async function findSchedules(text, signal, {except, ...query} = {}) {
  const asked = {search: text, from: format.dayOf(), sort: 'startDatetime', limit: 30, ...query};
  const {data} = await get('/api/admin/schedules', asked, {signal});
  return data.items
    .filter(({id, status}) => id !== except && (status === 'published' || status === 'draft'))
    .map(scheduleOption);
}

export async function findCustomers(text, signal) {
  if (text === '') return [];
  const {data} = await get('/api/admin/users', {search: text, limit: 12}, {signal});
  return data.items.map(user => ({value: user.id, label: format.fullName(user), hint: user.email, user}));
}

/** What a form says about a known customer. @param user as the API has them */
export function contactOf({id, firstName, lastName, email, phone}) {
  return {
    customer: {value: id, label: format.fullName({firstName, lastName})},
    'contact.firstName': firstName,
    'contact.lastName': lastName,
    'contact.email': email,
    'contact.phone': phone ?? '',
  };
}

export async function findCompanies(text, signal) {
  const asked = {search: text, isActive: true, limit: 12};
  const {data} = await get('/api/admin/companies', asked, {signal});
  return data.items.map(({id, name, creditTermsDays}) => ({
    value: id,
    label: name,
    hint: creditTermsDays > 0 ? texts.booking.companies.credit(creditTermsDays) : undefined,
    creditTermsDays,
  }));
}
