import assert from 'node:assert/strict';
import type {Database} from '../../src/database/database';
import {givenApplication, type TestApp} from '../helpers/app';

const NAMES_OF_HALLS = `select * from halls where name <> :not order by name`;

describe('A prepared statement', () => {
  let app: TestApp;
  let database: Database;

  before(async () => {
    // Without jobs the pool gives its last used connection to each in turn.
    app = await givenApplication({JOBS_ON: 'false'});
    database = await app.application.get<Database>('app.database');
  });
  beforeEach(async () => {
    await app.rows('create table halls (name text)');
    await app.rows(`insert into halls values ('One'), ('Two')`);
  });
  afterEach(() => app.rows('drop table halls'));
  after(() => app?.stop());

  const read = () => database.prepared<{name: string}>(NAMES_OF_HALLS, {not: 'Two'});
  const prepared = () =>
    database.rows<{count: number}>(
      `select count(*)::integer as count from pg_prepared_statements where statement like 'select * from halls%'`,
    );

  it('is planned once, however often it runs', async () => {
    await read();
    await read();

    assert.deepEqual(await prepared(), [{count: 1}]);
  });

  it('goes on after a migration has changed the columns that it returns', async () => {
    await read();
    await app.rows('alter table halls add column city text');

    assert.deepEqual(await read(), [{name: 'One', city: null}]);
  });

  it('goes on after that in a transaction too, whose work is done again from its beginning', async () => {
    await read();
    await app.rows('alter table halls alter column name type varchar(20)');
    let runs = 0;

    const halls = await database.inTransaction(async tx => {
      runs += 1;
      await tx.rows(`insert into halls values ('Three')`);
      return tx.prepared(NAMES_OF_HALLS, {not: 'Two'});
    });

    assert.equal(runs, 2);
    assert.deepEqual(halls, [{name: 'One'}, {name: 'Three'}]);
  });

  it('is none where a pooler may give each statement another connection', async () => {
    const {dataSource} = database as unknown as {dataSource: ConstructorParameters<typeof Database>[0]};
    const Pooled = database.constructor as typeof Database;
    const before = await prepared();

    await new Pooled(dataSource, false).prepared(`select * from halls where name = :name`, {name: 'One'});

    assert.deepEqual(await prepared(), before);
  });
});
