/** Many bookers at once on few seats, over two processes. */
import {strict as assert} from 'node:assert';
import type {BenchDatabase} from '../http/database';
import type {Server} from '../http/processes';
import {type Answer, bookingOf, post} from './request';

export const SEATS = 12;

export interface Burst {
  bookers: number;
  booked: number;
  refused: number;
  /** Of all answers. */
  latenciesMs: number[];
}

/**
 * Each booker asks once, for one seat, on a connection of their own.
 * @throws AssertionError when other than all seats are sold, or somebody is answered otherwise than the rules say
 */
export async function burst(
  database: BenchDatabase,
  servers: readonly Server[],
  bookers: number,
): Promise<Burst> {
  const [schedule = 0] = await database.addRoomySchedules(1, SEATS);
  const answers = await Promise.all(
    Array.from({length: bookers}, (_, index) => {
      const booking = bookingOf(schedule, `burst${schedule}.${index}`);
      const server = servers[index % servers.length];
      if (server === undefined) throw new Error('there is no server');
      return post(server, {...booking, attendees: booking.attendees.slice(0, 1)});
    }),
  );
  const booked = answers.filter(({status}) => status === 201);
  const refused = answers.filter(isFull);
  const others = answers.filter(one => one.status !== 201 && !isFull(one));
  assert.deepEqual(
    others.slice(0, 3),
    [],
    `${others.length} answers are neither a booking nor SCHEDULE_FULL`,
  );
  await checkSold(database, schedule);
  assert.deepEqual([booked.length, refused.length], [SEATS, bookers - SEATS]);
  return {
    bookers,
    booked: booked.length,
    refused: refused.length,
    latenciesMs: answers.map(({ms}) => ms),
  };
}

/** Without a seat left, and saying so. */
function isFull({status, text}: Answer): boolean {
  if (status !== 409) return false;
  const {error} = JSON.parse(text) as {error?: {code?: string; details?: {seatsAvailable?: number}}};
  return error?.code === 'SCHEDULE_FULL' && error.details?.seatsAvailable === 0;
}

async function checkSold(database: BenchDatabase, schedule: number): Promise<void> {
  const {rows} = await database.query(
    `select s.seats_taken as taken, count(b.id)::integer as bookings, sum(b.seats)::integer as seats
     from course_schedules s left join bookings b on b.course_schedule_id = s.id and b.status <> 'cancelled'
     where s.id = $1 group by s.id`,
    [schedule],
  );
  assert.deepEqual(rows, [{taken: SEATS, bookings: SEATS, seats: SEATS}]);
}
