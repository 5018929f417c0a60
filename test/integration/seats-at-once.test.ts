import assert from 'node:assert/strict';
import type {HoldService} from '../../src/services/hold.service';
import type {WaitingListService} from '../../src/services/waiting-list.service';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {atOnce, tally} from '../helpers/race';
import {randomNumbers} from '../helpers/random';
import {ifMatch} from '../helpers/staff-records';

const SEED = 20261121;
const OPERATIONS = 250;
const AT_ONCE = 16;
const CUSTOMERS = 12;
const OPEN = ['pending', 'confirmed'];

type Operation = () => Promise<string>;

/** On four small schedules, with a line in front of each. */
describe('Everybody who wants the same few seats at once', function () {
  this.timeout(60_000);

  let app: TestApp;
  let token: string;
  let schedules: number[];
  let operations: Record<string, () => Operation>;
  const random = randomNumbers(SEED);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const tokens = new Map<string, string>();

  const outcomeOf = (kind: string, {status, body}: Answer): string => {
    assert.ok(status < 500, `${kind}: ${status} ${JSON.stringify(body)}`);
    return `${kind} ${status < 400 ? 'done' : body.error.code}`;
  };
  const contact = () => ({
    firstName: 'Custo',
    lastName: 'Mer',
    email: `customer-${random(CUSTOMERS)}@example.com`,
  });
  let people = 0;
  const attendees = (count: number) =>
    Array.from({length: count}, () => {
      people += 1;
      return {firstName: 'Attendee', lastName: `Lee ${people}`};
    });
  /** On one of those that there are when it begins; nobody knows what they are when it gets there. */
  const one = async (
    kind: 'bookings' | 'waiting_list_entries',
    status: string[],
    index: number,
    work: (item: {id: number; reference: string; token?: string}) => Promise<string>,
  ) => {
    const reference = kind === 'bookings' ? 'booking_reference' : 'reference';
    const sql = `select id, ${reference} as reference from ${kind} where status = any($1) order by id`;
    const items = await app.rows<{id: number; reference: string}>(sql, [status]);
    const item = items[index % items.length];
    return item === undefined ? 'nothing' : work({...item, token: tokens.get(item.reference)});
  };
  const byStaff = (path: string, body?: object) => app.post(`/api/admin/${path}`, body, {token});

  const customersDo = (): Record<string, () => Operation> => ({
    book: () => {
      const request = {
        courseScheduleId: pick(schedules),
        contact: random(2) === 0 ? contact() : {...contact(), email: `new-${random(1_000_000)}@example.com`},
        attendees: attendees(1 + random(3)),
        paymentMethod: pick(['card', 'invoice', 'invoice']),
      };
      return async () => {
        const answer = await app.post('/api/bookings', request);
        if (answer.status === 201) tokens.set(answer.body.bookingReference, answer.body.accessToken);
        return outcomeOf('book', answer);
      };
    },
    cancel: () => {
      const index = random(1000);
      return () =>
        one('bookings', OPEN, index, async ({reference, token: own}) => {
          const path = `/api/bookings/${reference}/cancel`;
          return outcomeOf('cancel', await app.post(path, {}, {token: own}));
        });
    },
    join: () => {
      const request = {courseScheduleId: pick(schedules), contact: contact(), seats: 1 + random(3)};
      return async () => {
        const answer = await app.post('/api/waiting-list', request);
        if (answer.status === 201) tokens.set(answer.body.reference, answer.body.accessToken);
        return outcomeOf('join', answer);
      };
    },
    accept: () => {
      const request = {attendees: attendees(1), paymentMethod: pick(['card', 'invoice'])};
      const index = random(1000);
      return () =>
        one('waiting_list_entries', ['offered'], index, async ({reference, token: own}) => {
          const answer = await app.post(`/api/waiting-list/${reference}/accept`, request, {
            token: own,
          });
          if (answer.status === 201) tokens.set(answer.body.bookingReference, answer.body.accessToken);
          return outcomeOf('accept', answer);
        });
    },
    'give up': () => {
      const [index, what] = [random(1000), pick(['leave', 'decline'])];
      return () =>
        one('waiting_list_entries', ['waiting', 'offered'], index, async ({reference, token: own}) => {
          const path = `/api/waiting-list/${reference}/${what}`;
          return outcomeOf('give up', await app.post(path, undefined, {token: own}));
        });
    },
  });

  const staffDo = (): Record<string, () => Operation> => ({
    move: () => {
      const [index, courseScheduleId] = [random(1000), pick(schedules)];
      return () =>
        one('bookings', OPEN, index, async ({id}) =>
          outcomeOf('move', await byStaff(`bookings/${id}/move`, {courseScheduleId})),
        );
    },
    add: () => {
      const [index, more] = [random(1000), {attendees: attendees(1)}];
      return () =>
        one('bookings', OPEN, index, async ({id}) =>
          outcomeOf('add', await byStaff(`bookings/${id}/attendees`, more)),
        );
    },
    'offer by hand': () => {
      const index = random(1000);
      return () =>
        one('waiting_list_entries', ['waiting', 'declined', 'expired'], index, async ({id}) =>
          outcomeOf('offer by hand', await byStaff(`waiting-list/${id}/offer`, {seats: 1})),
        );
    },
    'take off': () => {
      const index = random(1000);
      return () =>
        one('waiting_list_entries', ['waiting', 'offered'], index, async ({id}) =>
          outcomeOf('take off', await byStaff(`waiting-list/${id}/remove`)),
        );
    },
    'set the capacity': () => {
      const [id, capacity] = [pick(schedules), 3 + random(5)];
      return async () => {
        const path = `/api/admin/schedules/${id}`;
        const {body} = await app.get(path, {token});
        const headers = ifMatch(body.version);
        return outcomeOf(
          'set the capacity',
          await app.call('PATCH', path, {token, body: {capacity}, headers}),
        );
      };
    },
  });

  const jobsDo = async (): Promise<Record<string, () => Operation>> => {
    const holds = await app.application.get<HoldService>('services.HoldService');
    const waitingList = await app.application.get<WaitingListService>('services.WaitingListService');
    return {
      'time passes': () => async () => {
        app.passes({minutes: 20});
        return `time passes ${(await holds.releaseAll()) > 0 ? 'done' : 'nothing'}`;
      },
      renew: () => async () => {
        await waitingList.renewAll();
        return 'renew done';
      },
    };
  };

  before(async () => {
    app = await givenApplication({DB_MAX_CONNECTIONS: '20', ACCESS_TOKEN_MINUTES: '1440'});
    token = await app.givenAdminToken();
    schedules = await atOnce(4, () => app.given.schedule({seats: 5}));
    operations = {...customersDo(), ...staffDo(), ...(await jobsDo())};
  });
  after(() => app?.stop());

  /** What is committed at one moment, and against the rules: the counter, and seats that somebody in line could use. */
  const wrong = () =>
    app.rows(
      `select s.id, s.capacity, s.seats_taken, held.seats as held, waiting.least
       from course_schedules s,
         lateral (
           select coalesce(sum(seats), 0)::integer as seats from (
             select seats from bookings where course_schedule_id = s.id and status <> 'cancelled'
             union all
             select seats from waiting_list_entries where course_schedule_id = s.id and status = 'offered'
           ) h
         ) held,
         lateral (
           select min(seats) as least from waiting_list_entries
           where course_schedule_id = s.id and status = 'waiting'
         ) waiting
       where s.seats_taken <> held.seats or s.seats_taken > s.capacity
         or waiting.least <= s.capacity - s.seats_taken`,
    );

  it('has them or not: nobody waits in a circle, no seat is there twice, and at no moment one is free that somebody in line could use', async () => {
    const frequency = [
      ...['book', 'book', 'book', 'book', 'cancel', 'cancel', 'cancel', 'join', 'join', 'join', 'join'],
      ...[
        'accept',
        'accept',
        'accept',
        'give up',
        'move',
        'move',
        'add',
        'offer by hand',
        'offer by hand',
        'take off',
      ],
      ...['set the capacity', 'time passes', 'renew'],
    ];
    const happened: string[] = [];
    const isEnough = () => {
      const count = tally(happened);
      return happened.length >= OPERATIONS && Object.keys(operations).every(kind => count[`${kind} done`]);
    };

    await atOnce(AT_ONCE, async () => {
      while (!isEnough()) {
        assert.ok(
          happened.length < 5 * OPERATIONS,
          `what never happened: ${JSON.stringify(tally(happened))}`,
        );
        const operation = operations[pick(frequency)] as () => Operation;
        happened.push(await operation()());
        assert.deepEqual(await wrong(), [], `after: ${happened.at(-1)}`);
      }
    });
  });
});
