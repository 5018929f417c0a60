import {strict as assert} from 'node:assert';
import {modelContracts} from '../../../src/model-contracts';
import {checkModels, type ModelContract, type ModelProperty} from '../../../src/schema-lifecycle/contract';
import {createDatabase, type TestDatabase} from '../../helpers/server';
import {migratedDatabase} from '../../helpers/template';

describe('The contract between models and tables', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createDatabase();
    await database.query(`
      create type mood as enum ('good', 'bad');
      create table things (
        id int generated always as identity primary key, name varchar(20) not null, price numeric(10, 2) not null,
        state varchar(9) not null check (state in ('open', 'it''s shut')), mood mood, seen timestamptz,
        code char(3) not null default 'abc', loose varchar);
      create view some_things as select id, name from things`);
  });
  after(() => database.drop());

  const ID = {property: 'id', column: 'id', dataType: 'integer', nullable: false, isKey: true};
  const PROPERTIES: ModelProperty[] = [
    ID,
    {
      property: 'name',
      column: 'name',
      dataType: 'character varying',
      length: 20,
      nullable: false,
      isKey: false,
    },
    {
      property: 'price',
      column: 'price',
      dataType: 'numeric',
      precision: 10,
      scale: 2,
      nullable: false,
      isKey: false,
    },
    {
      property: 'state',
      column: 'state',
      dataType: 'character varying',
      length: 9,
      nullable: false,
      isKey: false,
      values: ["it's shut", 'open'],
    },
    {
      property: 'mood',
      column: 'mood',
      dataType: 'mood',
      nullable: true,
      isKey: false,
      values: ['bad', 'good'],
    },
    {property: 'seenAt', column: 'seen', dataType: 'timestamp with time zone', nullable: true, isKey: false},
  ];
  const thing = (changes: Record<string, Partial<ModelProperty>> = {}): ModelContract => ({
    model: 'Thing',
    table: 'things',
    properties: PROPERTIES.map(one => ({...one, ...changes[one.property]})),
  });
  const check = async (...models: ModelContract[]) =>
    (await checkModels(database, models)).map(({message, isBreaking}) => [message, isBreaking]);

  it('is kept by a model that says what the table is; a column that fills itself needs no property', async () => {
    assert.deepEqual(await check(thing()), []);
  });

  it('is broken by name, type, length, nullability, key and values; each with model, property and column', async () => {
    const differences = await checkModels(database, [thing({name: {dataType: 'text', length: null}})]);
    assert.deepEqual(differences, [
      {
        model: 'Thing',
        property: 'name',
        column: 'things.name',
        isBreaking: true,
        message: 'Thing.name (things.name): type is character varying in the database, text in the model',
      },
    ]);
    for (const [changes, what, isBreaking] of [
      [{seenAt: {column: 'seen_at'}}, 'Thing.seenAt (things.seen_at): there is no such column', true],
      [{name: {length: 30}}, 'Thing.name (things.name): length is 20 in the database, 30 in the model', true],
      [
        {name: {length: 10}},
        'Thing.name (things.name): length is 20 in the database, 10 in the model',
        false,
      ],
      [{price: {scale: 4}}, 'Thing.price (things.price): scale is 2 in the database, 4 in the model', true],
      [
        {name: {nullable: true}},
        'Thing.name (things.name): null is forbidden in the database, allowed in the model',
        true,
      ],
      [
        {mood: {nullable: false}},
        'Thing.mood (things.mood): null is allowed in the database, forbidden in the model',
        false,
      ],
      [{id: {isKey: false}}, 'Thing.id (things.id): key is yes in the database, no in the model', true],
      [
        {mood: {values: ['bad', 'good', 'odd']}},
        'Thing.mood (things.mood): the database does not take odd',
        true,
      ],
      [{state: {values: ['open']}}, "Thing.state (things.state): the model does not know it's shut", false],
      [
        {state: {values: null}},
        "Thing.state (things.state): the database takes only it's shut, open, the model says nothing",
        true,
      ],
    ] as const) {
      assert.deepEqual(await check(thing(changes as never)), [[what, isBreaking]]);
    }
  });

  it('is not broken by a column that takes more than the model knows, but the difference is told', async () => {
    const loose = {
      property: 'loose',
      column: 'loose',
      dataType: 'character varying',
      nullable: true,
      isKey: false,
    };

    assert.deepEqual(await check({...thing(), properties: [...PROPERTIES, {...loose, length: 9}]}), [
      ['Thing.loose (things.loose): length is unlimited in the database, 9 in the model', false],
    ]);
  });

  it('is broken by a table that is missing, and by a column that must be filled and has no property', async () => {
    const without = {...thing(), properties: PROPERTIES.filter(({property}) => property !== 'name')};

    assert.deepEqual(await check({...thing(), table: 'nowhere'}, without), [
      ['Thing: there is no table nowhere', true],
      ['Thing (things.name): must have a value, and the model has no property for it', true],
    ]);
  });

  it('leaves keys and nullability of views out, which have none', async () => {
    const view = {...thing(), table: 'some_things', properties: PROPERTIES.slice(0, 2)};

    assert.deepEqual(await check(view), []);
  });

  it('is kept by every model of this application, in one query', async () => {
    const migrated = await migratedDatabase();
    let queries = 0;
    const query: TestDatabase['query'] = (text, values) => {
      queries += 1;
      return migrated.query(text, values);
    };
    try {
      assert.ok(modelContracts().length > 20);
      assert.deepEqual(await checkModels({query}, modelContracts()), []);
      assert.equal(queries, 1);

      await migrated.query(
        'alter table venues alter column city type varchar(90); alter table users drop column phone',
      );
      assert.deepEqual(
        (await checkModels({query}, modelContracts())).map(({message}) => message),
        [
          'User.phone (users.phone): there is no such column',
          'Venue.city (venues.city): length is 90 in the database, 100 in the model',
        ],
      );
    } finally {
      await migrated.drop();
    }
  });
});
