import assert from 'node:assert/strict';
import {type Answer, givenApplication, type TestApp} from '../helpers/app';
import {assertRefused} from '../helpers/booking';
import {type ActivityRow, ifMatch} from '../helpers/staff-records';
import {until} from '../helpers/wait';

const PATH = '/api/admin/settings';

describe('Settings', () => {
  let app: TestApp;
  let token: string;
  let adminId: number;

  before(async () => {
    app = await givenApplication();
    ({token, id: adminId} = await app.givenSignIn('admin'));
  });
  after(() => app?.stop());

  const read = async () => (await app.get(PATH, {token})).body;
  const edit = (change: object, version: number | null) =>
    app.call('PATCH', PATH, {token, body: change, headers: ifMatch(version)});
  const edited = async (change: object) => {
    const answer = await edit(change, (await read()).version);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer;
  };
  const logged = () =>
    app.rows<ActivityRow>(
      `select admin_id, action, old_values, new_values from admin_activity_logs
       where entity_type = 'setting' order by id`,
    );

  /** Starts requests that all want the settings, and lets none of them go on before all have come to them. */
  const racing = async (requests: (() => Promise<Answer>)[]): Promise<Answer[]> => {
    let running: Promise<Answer[]> = Promise.resolve([]);
    await app.database.transaction(async query => {
      await query('select key from settings for update');
      running = Promise.all(requests.map(request => request()));
      await until(async () => {
        const waiting = await app.rows(
          `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length === requests.length;
      }, 'all requests wait for the settings');
    });
    return running;
  };

  it('are read with their version', async () => {
    const {status, body, headers} = await app.get(PATH, {token});

    assert.equal(status, 200);
    const {version, updatedAt, ...values} = body;
    assert.deepEqual(values, {
      companyName: 'React Fast Training',
      companyEmail: 'info@reactfasttraining.co.uk',
      companyAddress: '',
      companyPaymentDetails: '',
      vatRatePercent: '0.00',
      vatNumber: '',
      groupDiscountMinSeats: 6,
      groupDiscountPercent: '0.00',
      bookingsFewLeftSeats: 3,
      refundsAutomatic: true,
      analyticsRetentionDays: 400,
      mailRetentionDays: 730,
    });
    assert.equal(headers.get('ETag'), `"${version}"`);
    assert.ok(!Number.isNaN(Date.parse(updatedAt)));
  });

  it('are changed one by one, and the log says from what to what', async () => {
    const {version} = await read();

    const {status, body, headers} = await edit(
      {vatRatePercent: '17.50', companyName: " O'Brien & Söhne <b> ", refundsAutomatic: true},
      version,
    );

    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.vatRatePercent, body.companyName, body.refundsAutomatic, body.companyEmail],
      ['17.50', "O'Brien & Söhne <b>", true, 'info@reactfasttraining.co.uk'],
    );
    assert.ok(body.version > version);
    assert.equal(headers.get('ETag'), `"${body.version}"`);
    assert.deepEqual(await read(), body);
    assert.deepEqual((await logged()).at(-1), {
      admin_id: adminId,
      action: 'setting.updated',
      old_values: {vatRatePercent: '0.00', companyName: 'React Fast Training'},
      new_values: {vatRatePercent: '17.50', companyName: "O'Brien & Söhne <b>"},
    });
    const [row] = await app.rows<{value: unknown; updated_by: number}>(
      `select value, updated_by from settings where key = 'vat.rate_percent'`,
    );
    assert.deepEqual(row, {value: 17.5, updated_by: adminId});
  });

  it('that are the same already are no change', async () => {
    await edited({vatRatePercent: '20.00', companyAddress: '1 High Street\nLeeds'});
    const before = await read();
    const entries = (await logged()).length;

    const {status, body} = await edit(
      {vatRatePercent: '20.00', companyAddress: ' 1 High Street\nLeeds\n'},
      before.version,
    );

    assert.equal(status, 200);
    assert.deepEqual(body, before);
    assert.equal((await logged()).length, entries);
  });

  it('are changed only by who saw them as they are', async () => {
    const {version} = await read();
    assertRefused(await edit({vatNumber: 'GB 123 4567 89'}, null), 428, 'VERSION_REQUIRED');

    const [first, second] = await racing([
      () => edit({vatNumber: 'GB 111 1111 11'}, version),
      () => edit({groupDiscountPercent: '5.00'}, version),
    ]);
    assert.ok(first && second);

    assert.deepEqual([first.status, second.status].sort(), [200, 412]);
    const late = first.status === 412 ? first : second;
    assert.equal(late.body.error.code, 'VERSION_CONFLICT');
    assert.deepEqual(late.body.error.details.current, JSON.parse(JSON.stringify(await read())));
  });

  for (const wrong of [
    {},
    {nonsense: 1},
    {'company.name': 'X'},
    {version: 1},
    {vatRatePercent: '100.01'},
    {vatRatePercent: '20'},
    {vatRatePercent: '020.00'},
    {vatRatePercent: '-1.00'},
    {vatRatePercent: 20},
    {vatNumber: 'GB<script>'},
    {groupDiscountMinSeats: 0},
    {groupDiscountMinSeats: 2.5},
    {groupDiscountMinSeats: '6'},
    {groupDiscountPercent: '101.00'},
    {bookingsFewLeftSeats: -1},
    {refundsAutomatic: 'false'},
    {refundsAutomatic: null},
    {companyName: ' '},
    {companyName: 'Two\nlines'},
    {companyName: 'x'.repeat(101)},
    {companyEmail: 'nobody'},
    {companyAddress: 'x\n'.repeat(8)},
    {companyPaymentDetails: 'x'.repeat(1001)},
    {analyticsRetentionDays: 0},
    {mailRetentionDays: 29},
  ]) {
    it(`refuse ${JSON.stringify(wrong).slice(0, 60)}`, async () => {
      const before = await read();

      assertRefused(
        await edit({...wrong, ...('nonsense' in wrong ? {companyName: 'X'} : {})}, before.version),
        422,
        'VALIDATION_FAILED',
      );

      assert.deepEqual(await read(), before);
    });
  }

  it('count at once: the discount of a group', async () => {
    await edited({groupDiscountMinSeats: 2, groupDiscountPercent: '12.50'});
    const scheduleId = await app.given.schedule({price: '75.00'});

    const {body} = await app.post('/api/bookings/quote', {courseScheduleId: scheduleId, seats: 2});

    assert.deepEqual([body.discountSource, body.paymentAmount], ['group', '131.25']);
  });
});
