import assert from 'node:assert/strict';
import {startCommand} from '../../../helpers/command';
import {type CreateDatabase, onEachServer, onUsualServer} from '../../../helpers/each-server';
import {BATCH_NAMES, givenBatch, lookAtWhatIsLeft, undoByHand} from '../../../helpers/killed-batch';
import type {MigrationFolder} from '../../../helpers/migrations';
import {printedCommands, typeCommand} from '../../../helpers/printed-command';
import {readFingerprint} from '../../../helpers/schema';
import type {TestDatabase} from '../../../helpers/server';
import {isSoak} from '../../../helpers/soak';
import {StatementProxy} from '../../../helpers/statement-proxy';

interface Direction {
  command: 'migrate' | 'migrate:rollback';
  /** What is applied when it is done. */
  applied: string[];
  /** The statements before which the short test kills. */
  sample: RegExp[];
}

const UP: Direction = {
  command: 'migrate',
  applied: BATCH_NAMES,
  sample: [
    /create table if not exists knex_migrations/,
    /^update people/,
    /^execute schema_lifecycle_0 \('02_fill'/,
    /^COMMIT/,
    /^insert into \S*schema_migration_history .* values/,
    /set last_statement/,
    /^set lock_timeout = 5000$/,
    /^vacuum people/,
    /^create table inner_d/,
    /^with change as .* update/,
    /pg_advisory_unlock/,
  ],
};

const DOWN: Direction = {
  command: 'migrate:rollback',
  applied: [],
  sample: [/^drop index concurrently logs_id/, /^with change as .* update/, /^execute .*'04_orders'/],
};

const UNFINISHED =
  /^(\S+) \((?:up|down), without a transaction\) did not finish; it stopped (?:before its first statement|at: .+)$/m;

const suite = isSoak ? onEachServer : onUsualServer;

suite('A process that is killed', createDatabase => {
  let folder: MigrationFolder;
  before(() => {
    folder = givenBatch();
  });
  after(() => folder.delete());

  const start = (command: string, url: string) =>
    startCommand([command, `--directory=${folder.directory}`], {DATABASE_URL: url});

  it('while it applies migrations, before any statement, is followed by one that goes on or says what to do', async () => {
    const victims = await Victims.of(UP, createDatabase, start);

    for (const number of victims.chosen) await victims.killBefore(number);
  }).timeout(600_000);

  it('while it undoes migrations is followed by one that goes on or says what to do', async () => {
    const template = await createDatabase();
    const {code, stderr} = await start('migrate', template.url).finished;
    assert.equal(code, 0, stderr);
    const copy = () => createDatabase({template: template.name});
    const victims = await Victims.of(DOWN, copy, start);

    for (const number of victims.chosen) await victims.killBefore(number);

    await template.drop();
  }).timeout(600_000);
});

class Victims {
  private constructor(
    private readonly direction: Direction,
    private readonly createDatabase: CreateDatabase,
    private readonly start: (command: string, url: string) => ReturnType<typeof startCommand>,
    private readonly statements: string[],
    /** Of the schema that the unhurt run leaves. */
    private readonly fingerprint: string,
  ) {}

  /** Runs once without harm, to know every statement of the run and what it leads to. */
  static async of(
    direction: Direction,
    createDatabase: CreateDatabase,
    start: Victims['start'],
  ): Promise<Victims> {
    const database = await createDatabase();
    const proxy = await StatementProxy.open(database);
    const {code, stderr} = await start(direction.command, proxy.url).finished;
    assert.equal(code, 0, stderr);
    await proxy.close();
    const statements = proxy.statements.map(sql => sql.replace(/\s+/g, ' ').trim());
    const fingerprint = await readFingerprint(database);
    await database.drop();
    return new Victims(direction, createDatabase, start, statements, fingerprint);
  }

  /** Numbers of the statements to kill before: all in the soak. */
  get chosen(): number[] {
    if (isSoak) return this.statements.map((_, number) => number);
    return this.direction.sample.map(kind => {
      const number = this.statements.findIndex(statement => kind.test(statement));
      assert.notEqual(number, -1, `no statement is like ${kind}:\n${this.statements.join('\n')}`);
      return number;
    });
  }

  async killBefore(number: number): Promise<void> {
    const database = await this.createDatabase();
    const at = `killed before statement ${number}: ${this.statements[number]}`;
    try {
      await this.kill(database, number);

      let next = await this.start(this.direction.command, database.url).finished;
      if (next.code === 4) {
        await this.mend(database, next.stderr);
        next = await this.start(this.direction.command, database.url).finished;
      }

      assert.equal(next.code, 0, `${at}\n${next.stderr}`);
      await this.checkResult(database, at);
    } finally {
      await database.drop();
    }
  }

  private async kill(database: TestDatabase, number: number): Promise<void> {
    const proxy = await StatementProxy.open(database);
    const held = proxy.holdAfter(number);
    const victim = this.start(this.direction.command, proxy.url);
    await held;
    victim.child.kill('SIGKILL');
    assert.equal((await victim.finished).signal, 'SIGKILL');
    await proxy.close();
  }

  /** Does what the message says, and no more. */
  private async mend(database: TestDatabase, message: string): Promise<void> {
    const [, name = ''] = UNFINISHED.exec(message) ?? assert.fail(message);
    const [whenThere = '', whenGone = '', ...others] = printedCommands(message);
    assert.match(whenThere, /--mark-applied/);
    assert.match(whenGone, /--mark-rolled-back/);
    assert.deepEqual(others, []);
    const left = await lookAtWhatIsLeft(database, name);
    if (left === 'some') await undoByHand(database, name);

    const mended = await typeCommand(left === 'all' ? whenThere : whenGone, {DATABASE_URL: database.url});

    assert.equal(mended.code, 0, mended.stderr);
  }

  private async checkResult(database: TestDatabase, at: string): Promise<void> {
    const applied = await database.query<{name: string}>('select name from knex_migrations order by id');
    assert.deepEqual(
      applied.rows.map(({name}) => name),
      this.direction.applied,
      at,
    );
    const open = await database.query(
      `select name from schema_migration_history h where state = 'running' and not exists
         (select from schema_migration_history later where later.name = h.name and later.id > h.id)`,
    );
    assert.deepEqual(open.rows, [], at);
    const locks = await database.query('select is_locked from knex_migrations_lock');
    assert.deepEqual(locks.rows, [{is_locked: 0}], at);
    assert.equal(await readFingerprint(database), this.fingerprint, at);
  }
}
