import {strict as assert} from 'node:assert';
import type {ScratchResult} from '../../../src/schema-lifecycle/rehearsal/rehearse-on';
import {RULE_IDS} from '../../../src/schema-lifecycle/rehearsal/rules';
import {onEachServer} from '../../helpers/each-server';
import {BASE, CASES, FAILING, OWN_TABLE, ownMigration, ownWords} from '../../helpers/lint-cases';
import {rehearseHere, rehearseOnCopy} from '../../helpers/rehearsal';

onEachServer('The rules of migrate:lint', createDatabase => {
  let good: ScratchResult;
  const bad = new Map<string, ScratchResult>();
  before(async function () {
    this.timeout(60_000);
    const database = await createDatabase();
    await database.query(
      `create extension btree_gist; ${CASES.map((_, index) => ownWords(BASE, index)).join('')}`,
    );
    const all = CASES.map(([rule, ...both], index) => ({
      rule,
      migrations: both.map(one => ownMigration(one, index)),
    }));
    const pending = (which: 0 | 1, isChosen: (rule: string) => boolean) =>
      Object.fromEntries(
        all
          .filter(({rule}) => isChosen(rule))
          .map(({rule, migrations}) => [rule, migrations[which] ?? {up: ''}]),
      );
    const own = (word: string, rule: string) =>
      ownWords(
        word,
        all.findIndex(one => one.rule === rule),
      );
    const unfilled = [own('users', 'adding-required-column'), own('logs_2002', 'scan-under-lock')];
    const options = {unfilled: new Map(unfilled.map(table => [table, 'no generated row fits']))};
    good = await rehearseOnCopy(database, {...pending(1, () => true), ...OWN_TABLE}, options);
    const together = await rehearseHere(
      database,
      pending(0, rule => !FAILING.includes(rule)),
      options,
    );
    for (const {rule} of all) bad.set(rule, together);
    for (const failing of FAILING) {
      bad.set(
        failing,
        await rehearseOnCopy(
          {...database, name: 'template0'},
          pending(0, rule => rule === failing),
        ),
      );
    }
    await database.drop();
  });

  for (const [rule] of CASES) {
    it(`${rule}: finds what is dangerous, explains it, and lets the safer way pass`, () => {
      const of = (result: ScratchResult | undefined) =>
        result?.findings.filter(finding => finding.rule === rule && finding.migration === rule) ?? [];

      const [finding, ...more] = of(bad.get(rule));

      assert.equal(finding?.rule, rule, failureOf(bad.get(rule), rule));
      assert.deepEqual(more, []);
      assert.ok(finding.why.length > 20 && finding.safer.length > 5);
      assert.equal(failureOf(good, rule), 'none');
      assert.deepEqual(of(good), [], 'the safer way');
    });
  }

  it('are all in the table above', () => {
    assert.deepEqual([...RULE_IDS].sort(), CASES.map(([rule]) => rule).sort());
  });

  it('find nothing in tables that the same run makes', () => {
    assert.equal(failureOf(good, 'z2_change'), 'none');
    assert.deepEqual(
      good.findings.filter(({migration}) => migration.startsWith('z')),
      [],
    );
  });
});

function failureOf(result: ScratchResult | undefined, rule: string): string {
  const migration = result?.migrations.find(({name}) => name === rule);
  return migration === undefined ? 'did not run' : (migration.failure?.error ?? 'none');
}
