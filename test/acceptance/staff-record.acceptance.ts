import assert from 'node:assert/strict';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, whileInsertsFail} from '../helpers/booking';
import {outcomes} from '../helpers/race';
import {RECORD_KINDS} from '../helpers/record-kinds';
import {rowCounts} from '../helpers/row-counts';
import {activityOf, racingForRow, StaffRecords} from '../helpers/staff-records';

const EDITORS = [0, 1, 2, 3, 4];
const OF_THE_SERVER = {
  id: 1,
  version: 9,
  createdAt: '2027-01-01T00:00:00Z',
  updatedAt: '2027-01-01T00:00:00Z',
  createdBy: 1,
};

for (const [kind, {table, notFound, values, changes, serverOnly}] of Object.entries(RECORD_KINDS)) {
  describe(`A ${kind} that staff keep`, () => {
    let app: TestApp;
    let admin: {id: number; token: string};
    let records: StaffRecords;
    let made = 0;

    before(async () => {
      app = await givenApplication();
      admin = await app.givenSignIn('admin');
      records = new StaffRecords(app, admin.token, `/api/admin/${table.replace('_', '-')}`);
    });
    after(() => app?.stop());

    const entityType = table.replace(/ies$/, 'y').replace(/s$/, '');
    const action = (verb: string) => `${entityType}.${verb}`;
    const created = () => records.created(values(++made));
    const rowOf = async (id: number) => {
      const [row] = await app.rows<Record<string, unknown>>(`select * from ${table} where id = $1`, [id]);
      return row;
    };

    it('is created as it was typed, with a version and a place of its own, and logged', async () => {
      const wanted = values(++made);

      const {status, body, headers} = await records.create(wanted);

      assert.equal(status, 201);
      for (const [name, value] of Object.entries(wanted)) assert.deepEqual(body[name], value, name);
      assert.deepEqual([body.version, headers.get('ETag')], [1, '"1"']);
      assert.equal(headers.get('Location'), `${records.path}/${body.id}`);
      assert.deepEqual((await records.read(body.id)).body, body);
      assert.deepEqual(
        [(await rowOf(body.id))?.created_by, (await rowOf(body.id))?.updated_by],
        [admin.id, admin.id],
      );
      assert.deepEqual(await activityOf(app, entityType, body.id), [
        {admin_id: admin.id, action: action('created'), old_values: null, new_values: wanted},
      ]);
    });

    it('is read with its version as the ETag; one that is not there is not found', async () => {
      const {id} = await created();

      const {status, headers} = await records.read(id);

      assert.deepEqual([status, headers.get('ETag')], [200, '"1"']);
      assertRefused(await records.read(2_147_483_647), 404, notFound);
      assertRefused(await records.edit(2_147_483_647, changes[0], 1), 404, notFound);
      assertRefused(await records.remove(2_147_483_647, 1), 404, notFound);
    });

    it('is changed in what was sent and in nothing else, and the log has both values', async () => {
      const before = await created();

      const {status, body, headers} = await records.edit(before.id, changes[0], 1);

      assert.deepEqual([status, headers.get('ETag')], [200, '"2"']);
      assert.deepEqual(body, {...before, ...changes[0], version: 2, updatedAt: body.updatedAt});
      assert.ok(body.updatedAt > String(before.updatedAt));
      const [, activity, ...more] = await activityOf(app, entityType, before.id);
      assert.deepEqual(more, []);
      const old = Object.fromEntries(Object.keys(changes[0]).map(name => [name, before[name]]));
      assert.deepEqual(activity, {
        admin_id: admin.id,
        action: action('updated'),
        old_values: old,
        new_values: changes[0],
      });
    });

    it('is not touched by a change that changes nothing', async () => {
      const before = await created();
      const same = values(made);

      const {status, body, headers} = await records.edit(before.id, same, 1);

      assert.deepEqual([status, headers.get('ETag')], [200, '"1"']);
      assert.deepEqual(body, before);
      assert.equal((await activityOf(app, entityType, before.id)).length, 1);
    });

    it('is changed only by who says which version was seen', async () => {
      const {id} = await created();

      for (const send of [
        (version: number | null) => records.edit(id, changes[0], version),
        (version: number | null) => records.remove(id, version),
      ]) {
        assertRefused(await send(null), 428, 'VERSION_REQUIRED');
      }
      for (const header of ['1', '*', '"x"', '"-1"', '"1", "2"', '""']) {
        const answer = await app.call('PATCH', `${records.path}/${id}`, {
          token: admin.token,
          body: changes[0],
          headers: {'If-Match': header},
        });
        assertRefused(answer, 428, 'VERSION_REQUIRED');
      }
      assert.equal((await rowOf(id))?.version, 1);
    });

    it('is not overwritten by who saw an older version, who is told how it is now', async () => {
      const {id} = await created();
      await records.edit(id, changes[0], 1);
      const {body: now} = await records.read(id);

      const late = await records.edit(id, changes[1], 1);

      assertRefused(late, 412, 'VERSION_CONFLICT');
      assert.deepEqual(late.body.error.details.current, now);
      assertRefused(await records.remove(id, 1), 412, 'VERSION_CONFLICT');
      assertRefused(await records.edit(id, changes[1], 3), 412, 'VERSION_CONFLICT');
      assert.deepEqual((await records.read(id)).body, now);
    });

    it('edited by five at once is changed by exactly one of them', async () => {
      const {id} = await created();
      const [name = ''] = Object.keys(changes[1]);

      const answers = await racingForRow(
        app.database,
        table,
        id,
        EDITORS.map(n => () => records.edit(id, {[name]: `by editor ${n}`}, 1)),
      );

      assert.deepEqual(outcomes(answers), {200: 1, VERSION_CONFLICT: 4});
      const winner = answers.findIndex(answer => answer.status === 200);
      const {body} = await records.read(id);
      assert.deepEqual([body[name], body.version], [`by editor ${winner}`, 2]);
      assert.equal((await activityOf(app, entityType, id)).length, 2);
    });

    it('takes nothing that is not for staff to set', async () => {
      const before = await created();

      for (const [name, value] of Object.entries({...OF_THE_SERVER, ...serverOnly})) {
        assertRefused(
          await records.edit(before.id, {...changes[0], [name]: value}, 1),
          422,
          'VALIDATION_FAILED',
        );
        assertRefused(await records.create({...values(++made), [name]: value}), 422, 'VALIDATION_FAILED');
      }
      assertRefused(await records.edit(before.id, {}, 1), 422, 'VALIDATION_FAILED');
      assert.deepEqual((await records.read(before.id)).body, before);
    });

    it('changes only together with the log: when that fails, nothing is created, changed or deleted', async () => {
      const before = await created();
      const counts = await rowCounts(app);

      await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
        assertRefused(await records.create(values(++made)), 500, 'INTERNAL_ERROR');
        assertRefused(await records.edit(before.id, changes[0], 1), 500, 'INTERNAL_ERROR');
        assertRefused(await records.remove(before.id, 1), 500, 'INTERNAL_ERROR');
      });

      assert.deepEqual(await rowCounts(app), counts);
      assert.deepEqual((await records.read(before.id)).body, before);
    });

    it('is deleted while nothing hangs on it, and the log keeps what it was', async () => {
      const {id} = await created();
      const wanted = values(made);

      const {status, body} = await records.remove(id, 1);

      assert.deepEqual([status, body], [204, '']);
      assertRefused(await records.read(id), 404, notFound);
      const [, activity] = await activityOf(app, entityType, id);
      assert.deepEqual(activity, {
        admin_id: admin.id,
        action: action('deleted'),
        old_values: wanted,
        new_values: null,
      });
    });
  });
}
