import {scratchSourceOf} from '../../database/scratch-source';
import {EXIT} from '../../schema-lifecycle/programmatic';
import type {ValidatedMigration, ValidationReport} from '../../schema-lifecycle/validation/report';
import {validateMigrations} from '../../schema-lifecycle/validation/validate';
import type {Command} from '../command';
import {formatDuration} from '../duration';
import {directoryOption, withRunner} from '../lifecycle';
import {showProgress} from '../progress';
import {style} from '../style';
import {wrap} from '../wrap';

const COLOURS = {proven: 'green', lossy: 'yellow', irreversible: 'red'} as const;

export const command: Command = {
  about: 'Prove on a scratch database what each migration keeps on its way down and up.',
  details:
    'All are run up, down and up again with a generated row in every table. proven: schema and rows are\n' +
    'kept. lossy: down drops what holds rows. irreversible: there is no way back to the schema before.\n' +
    'Exits with 4 when a migration has a down that does not restore the schema.',
  options: directoryOption,
  run: invocation =>
    withRunner(invocation, async ({config, database, runner}) => {
      const {output, json} = invocation;
      const started = performance.now();
      const where = scratchSourceOf(config, database);
      const report = await validateMigrations(where, runner.source, (what, index, count) => {
        if (output.isTerminal) showProgress(`[${index + 1}/${count}] ${what}`);
      });
      output.print(
        json ? JSON.stringify(report, null, 2) : renderValidation(report, performance.now() - started),
      );
      return report.isBroken ? EXIT.wrong : EXIT.ok;
    }),
};

export function renderValidation(
  {migrations, isBroken, scratchVersion}: ValidationReport,
  ms: number,
): string {
  const lines = migrations.flatMap((migration, index) => renderMigration(migration, migrations[index - 1]));
  const count = (wanted: string) => migrations.filter(({verdict}) => verdict === wanted).length;
  lines.push(
    '',
    `${migrations.length} migrations: ${count('proven')} proven, ${count('lossy')} lossy, ` +
      `${count('irreversible')} irreversible`,
    `in ${formatDuration(ms)} on PostgreSQL ${scratchVersion}`,
  );
  if (isBroken) lines.push(style('red', 'A down does not restore the schema: mend it, or leave it out.'));
  return lines.join('\n');
}

function renderMigration(
  {name, verdict, isBroken, ...rest}: ValidatedMigration,
  before?: ValidatedMigration,
) {
  const known = new Set(before?.unfilled.map(({table}) => table));
  const notes = rest.unfilled
    .filter(({table}) => !known.has(table))
    .map(({table, reason}) => `no row in ${table.replace(/^public\./, '')}: ${reason}`);
  return [
    `${style(COLOURS[verdict], verdict.padEnd(13))} ${name}${isBroken ? ' (wrong)' : ''}`,
    ...[...rest.details, ...notes].flatMap(line => wrap(' '.repeat(16), line)),
  ];
}
