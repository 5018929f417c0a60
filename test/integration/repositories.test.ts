import assert from 'node:assert/strict';
import {type Entity, RelationType} from '@loopback/repository';
import type {Database} from '../../src/database/database';
import * as models from '../../src/models';
import type {TableRepository} from '../../src/repositories/table.repository';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Base, givenBase} from '../helpers/model-base';
import {sampleOf} from '../helpers/model-samples';

type Repository = TableRepository<Entity, unknown>;
type Row = Record<string, unknown>;

/** A schedule is nothing without a session, so it is not made alone. */
const CLASSES = Object.values(models).filter(model => model !== models.CourseSchedule) as (typeof Entity)[];

/** What only some rows have: a company, a series, the payment behind a document. */
const LINKS = `
  update bookings set company_id = (select max(id) from companies);
  update course_schedules set series_id = (select max(id) from schedule_series);
  update payment_provider_events set resolved_by = (select max(id) from users), resolved_at = now();
  update refunds set charge_transaction_id = (select max(id) from payment_transactions);
  alter table payment_transactions disable trigger user;
  update payment_transactions p set refund_id = (select max(id) from refunds),
    charge_transaction_id = (select min(id) from payment_transactions);
  insert into sales_documents (kind, number, booking_id, invoice_id, payment_transaction_id, currency, total_amount,
    vat_rate, vat_amount, seller, billed_to, lines)
  select k.kind, k.kind || '-LINK', i.booking_id, case k.kind when 'credit_note' then i.id end,
    case k.kind when 'receipt' then (select max(id) from payment_transactions) end, 'GBP', 1, 0, 0, '{}', '{}', '[]'
  from (select * from sales_documents where kind = 'invoice' limit 1) i, (values ('credit_note'), ('receipt')) as k (kind);
  update waiting_list_entries set status = 'accepted', ended_at = now(), booking_id = (select max(id) from bookings)
  where id = (select max(id) from waiting_list_entries)`;

describe('The repositories', () => {
  let app: TestApp;
  let database: Database;
  let base: Base;
  const repositoryOf = (model: typeof Entity) =>
    app.application.get<Repository>(`repositories.${model.name}Repository`);

  before(async () => {
    app = await givenApplication();
    database = await app.application.get<Database>('app.database');
    base = await givenBase(app.database, app.given);
  });
  after(() => app?.stop());

  /** A condition on the whole key, which may be of several columns. */
  const keyOf = (model: typeof Entity, entity: Entity) =>
    Object.fromEntries(model.definition.idProperties().map(name => [name, read(entity, name)]));

  const create = async (model: typeof Entity, options?: object) => {
    const {create: given, change, stays = false} = sampleOf(model.name, base);
    const repository = await repositoryOf(model);
    const created = await repository.create(given, options);
    return {
      given,
      change: hasOneKey(model) ? change : undefined,
      stays,
      repository,
      created,
      where: keyOf(model, created),
    };
  };

  /** A row whose key is of several columns: LoopBack has no safe way to delete it. */
  const forget = (model: typeof Entity, where: object) => {
    const columns = Object.keys(where).map(name => model.definition.properties[name]?.postgresql.columnName);
    const condition = columns.map((column, index) => `${column} = $${index + 1}`).join(' and ');
    return app.rows(`delete from ${tableOf(model)} where ${condition}`, Object.values(where));
  };

  for (const model of CLASSES) {
    it(`keep rows of ${model.name} as they were given, change them and let them go`, async () => {
      const {given, change, stays, repository, created, where} = await create(model);

      assertHas(model, created, given);
      const found = await repository.findOne({where});
      assertHas(model, found, given);
      assertComplete(model, found);
      if (!hasOneKey(model)) await forget(model, where);
      if (change === undefined) return;
      await repository.updateById(created.getId(), change);
      assertHas(model, await repository.findById(created.getId()), {...given, ...change});
      assert.equal(await repository.exists(created.getId()), true);
      assert.deepEqual(await repository.count(where), {count: 1});
      if (stays) {
        await assert.rejects(repository.deleteById(created.getId()));
        return;
      }
      await repository.deleteById(created.getId());
      assert.deepEqual(await repository.find({where}), []);
      await assert.rejects(repository.findById(created.getId()), {code: 'ENTITY_NOT_FOUND'});
      await assert.rejects(repository.updateById(created.getId(), change), {code: 'ENTITY_NOT_FOUND'});
    });

    it(`show rows of ${model.name} to nobody before the transaction is over, and forget them when it fails`, async () => {
      const undone = new Error('undone');
      let where = {};
      const failing = database.inTransaction(async tx => {
        const {given, change, repository, created, where: key} = await create(model, tx.options);
        where = key;
        assertHas(model, await repository.findOne({where}, tx.options), given);
        assert.deepEqual(await repository.find({where}), [], 'nobody else sees it');
        if (change !== undefined) {
          await repository.updateById(created.getId(), change, tx.options);
          assertHas(model, await repository.findById(created.getId(), undefined, tx.options), change);
        }
        throw undone;
      });
      await assert.rejects(failing, undone);

      assert.deepEqual(await (await repositoryOf(model)).find({where}), []);
    });
  }

  describe('find with a record what belongs to it', () => {
    before(async () => {
      await Promise.all(CLASSES.map(model => create(model)));
      await database.rows(LINKS);
    });

    for (const model of Object.values(models) as (typeof Entity)[]) {
      for (const relation of Object.values(model.definition.relations)) {
        it(`${model.name}: ${relation.name}`, async () => {
          const {
            name,
            keyTo,
            keyFrom = model.definition.idName(),
          } = relation as typeof relation & {
            keyTo?: string;
            keyFrom?: string;
          };
          const target = relation.target() as typeof Entity;

          const found = await (await repositoryOf(model)).find({include: [name], limit: 100});

          let pairs = 0;
          for (const entity of found) {
            const related = [read(entity, name) ?? []].flat() as Entity[];
            pairs += related.length;
            const key = read(entity, keyFrom);
            if (relation.type === RelationType.belongsTo) {
              assert.deepEqual(
                related.map(one => one.getId()),
                key === null ? [] : [key],
              );
            } else {
              assert.ok(related.every(one => read(one, keyTo ?? '') === key));
            }
            assert.ok(related.every(one => one instanceof target));
          }
          assert.ok(pairs > 0, `there is a ${model.name} with ${name}`);
        });
      }
    }

    it('in a transaction too', async () => {
      const bookings = await repositoryOf(models.Booking);
      const attendees = await repositoryOf(models.BookingAttendee);
      const undone = database.inTransaction(async tx => {
        const attendee = {bookingId: base.bookingId, firstName: 'Una', lastName: 'Done'};
        await attendees.create(attendee as object, tx.options);
        const include = [{relation: 'attendees', scope: {where: {firstName: 'Una'}}}];
        const booking = await bookings.findById(base.bookingId, {include}, tx.options);
        assert.equal((read(booking, 'attendees') as Entity[]).length, 1);
        throw new Error('undone');
      });
      await assert.rejects(undone, /undone/);
    });
  });
});

function hasOneKey(model: typeof Entity): boolean {
  return model.definition.idProperties().length === 1;
}

function tableOf(model: typeof Entity): string {
  return model.definition.settings.postgresql.table;
}

function read(entity: Entity | null, name: string): unknown {
  return (entity as unknown as Row | null)?.[name];
}

/** What was given is there as it was given: amounts and days as text, numbers as numbers, moments to the millisecond. */
function assertHas(model: typeof Entity, entity: Entity | null, given: object): void {
  for (const [name, value] of Object.entries(given)) {
    assert.deepEqual(read(entity, name), value, `${model.name}.${name}`);
  }
}

/** What was not given came from the database. */
function assertComplete(model: typeof Entity, entity: Entity | null): void {
  for (const [name, property] of Object.entries(model.definition.properties)) {
    const value = read(entity, name);
    assert.notEqual(value, undefined, `${model.name}.${name}`);
    if (property.postgresql.nullable === 'NO') assert.notEqual(value, null, `${model.name}.${name}`);
    if (property.type === 'number' && value !== null)
      assert.equal(typeof value, 'number', `${model.name}.${name}`);
  }
}
