import {adviseConstraint} from './advice';
import type {TableAction} from './parse-alter-table';
import type {Severity} from './report';
import {describeTable, type Hit, type Rule, type RuleContext, type TableFacts} from './rule';
import {quoteIfNeeded} from './token-cursor';

type Action<K extends TableAction['kind']> = Extract<TableAction, {kind: K}>;

/** A rule about one action of `alter table` on a table that was there before this run. */
function onAction<K extends TableAction['kind']>(
  id: string,
  severity: Severity,
  about: string,
  kind: K,
  hit: (action: Action<K>, table: TableFacts, context: RuleContext) => Hit | undefined,
): Rule {
  return {
    id,
    severity,
    about,
    measured: false,
    check: context => {
      const {parsed} = context;
      const table = parsed.kind === 'alter-table' ? context.existing(parsed.table) : undefined;
      if (parsed.kind !== 'alter-table' || table === undefined) return [];
      return parsed.actions
        .filter((action): action is Action<K> => action.kind === kind)
        .map(action => hit(action, table, context))
        .filter(found => found !== undefined);
    },
  };
}

const EXPAND = (what: string) =>
  `Add the new ${what}, write to both, fill the old rows, read from the new one, and remove\n` +
  'the old one in a later deployment.';

/** What breaks the code that is running while the migration is applied. */
export const CHANGE_RULES: readonly Rule[] = [
  onAction(
    'ban-drop-column',
    'error',
    'a column that running code may still use',
    'drop-column',
    ({column}, table) => ({
      why: `code that still runs reads or writes ${table.name}.${column}, and its content is lost`,
      safer:
        'First deploy code that no longer names the column, then drop it in a later deployment and\n' +
        'say so: // lint-allow ban-drop-column: no code uses it since VERSION',
    }),
  ),
  onAction(
    'renaming-column',
    'error',
    'a column that running code knows by its old name',
    'rename-column',
    ({from, to}, table) => ({
      why: `code that still runs asks for ${table.name}.${from} and fails`,
      safer: `${EXPAND('column')}\n  alter table ${table.name} add column ${quoteIfNeeded(to)} …;`,
    }),
  ),
  onAction(
    'renaming-table',
    'error',
    'a table that running code knows by its old name',
    'rename-table',
    ({to}, table) => ({
      why: `code that still runs asks for ${table.name} and fails`,
      safer:
        'Leave a view under the old name, in the same migration, until no code uses it:\n' +
        `  alter table ${table.name} rename to ${quoteIfNeeded(to)};\n` +
        `  create view ${table.name} as select * from ${quoteIfNeeded(to)};\n` +
        'and say so: // lint-allow renaming-table: a view keeps the old name',
    }),
  ),
  onAction(
    'renaming-table',
    'error',
    'a table that running code looks for in its old schema',
    'set-schema',
    ({to}, table) => ({
      why: `code that still runs does not find ${table.name} in the schema ${to}`,
      safer: EXPAND('table'),
    }),
  ),
  onAction(
    'ban-drop-not-null',
    'warning',
    'a column that may suddenly be empty',
    'drop-not-null',
    ({column}, table) => ({
      why: `code that still runs does not expect ${table.name}.${column} to be null`,
      safer: 'Deploy code that can read nulls first, then drop the constraint.',
    }),
  ),
  onAction(
    'adding-required-column',
    'error',
    'a NOT NULL column without a default',
    'add-column',
    ({column}, table) => {
      const isFilled =
        column.default !== null || column.isSerial || column.isIdentity || column.generated !== null;
      if (!column.isNotNull || isFilled) return undefined;
      const name = quoteIfNeeded(column.name);
      return {
        why: `fails as soon as ${table.name} has a row, and code that still runs inserts without it`,
        safer:
          'Give it a default that is the same for every row, which touches none:\n' +
          `  alter table ${table.name} add column ${name} ${column.type} not null default …;\n` +
          'or add it without NOT NULL, fill it, and go on as rule set-not-null says.',
      };
    },
  ),
  onAction('adding-json-column', 'error', 'a column of type json', 'add-column', ({column}, table) =>
    column.type === 'json'
      ? {
          why: 'json has no equality: `select distinct`, `group by` and `union` over the table fail',
          safer: `  alter table ${table.name} add column ${quoteIfNeeded(column.name)} jsonb;`,
        }
      : undefined,
  ),
  onAction(
    'adding-reference',
    'warning',
    'a new column with a foreign key',
    'add-column',
    ({column}, table, context) => {
      const other = column.references === null ? undefined : context.existing(column.references);
      if (column.references === null || other === undefined) return undefined;
      const references = `foreign key (${column.name}) references ${column.references}`;
      const name = `${table.name.replace('.', '_')}_${column.name}_fkey`;
      return {
        why: `takes SHARE ROW EXCLUSIVE on ${describeTable(other)} as well: both tables wait for each other's queries`,
        safer:
          `  alter table ${table.name} add column ${quoteIfNeeded(column.name)} ${column.type};\n` +
          adviseConstraint(table.name, {name, type: 'foreign', definition: references, references: null}),
        tables: [table, other],
      };
    },
  ),
  onAction(
    'require-concurrent-partition-detach',
    'warning',
    'a partition that is detached under a lock on the whole table',
    'detach-partition',
    ({concurrently}, table) =>
      concurrently
        ? undefined
        : {
            why: `takes ACCESS EXCLUSIVE on ${describeTable(table)} and all its partitions`,
            safer: `  alter table ${table.name} detach partition … concurrently;  -- with transaction: false`,
          },
  ),
];
