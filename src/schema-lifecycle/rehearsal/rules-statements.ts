import {findRefusal} from '../statements';
import type {Parsed} from './parse';
import type {Severity} from './report';
import {describeTable, type Hit, type Rule, type RuleContext} from './rule';

type Of<K extends Parsed['kind']> = Extract<Parsed, {kind: K}>;

function on<K extends Parsed['kind']>(
  id: string,
  severity: Severity,
  about: string,
  kind: K,
  check: (parsed: Of<K>, context: RuleContext) => Hit[],
): Rule {
  return {
    id,
    severity,
    about,
    measured: false,
    check: context => (context.parsed.kind === kind ? check(context.parsed as Of<K>, context) : []),
  };
}

const OBJECTS = ['view', 'type', 'sequence', 'function', 'procedure', 'materialized view', 'domain'];

export const STATEMENT_RULES: readonly Rule[] = [
  on(
    'ban-drop-table',
    'error',
    'a table that running code may still use',
    'drop',
    ({object, names}, {existing}) =>
      (object === 'table' ? names : [])
        .map(existing)
        .filter(table => table !== undefined)
        .map(table => ({
          why: `code that still runs may use ${describeTable(table)}, and its rows are lost`,
          safer:
            'First deploy code that no longer uses it; rename it for a while if in doubt, then drop it\n' +
            'and say so: // lint-allow ban-drop-table: no code uses it since VERSION',
        })),
  ),
  on(
    'recreating-table',
    'error',
    'a table that is dropped and made anew',
    'create-table',
    ({table}, {earlier}) =>
      earlier.some(
        before => before.kind === 'drop' && before.object === 'table' && before.names.includes(table),
      )
        ? [
            {
              why: `the same migration drops ${table} first: run on a database that has it, its rows are gone`,
              safer: `Leave the drop out, or change the table: alter table ${table} …;`,
            },
          ]
        : [],
  ),
  on('ban-drop-database', 'error', 'a database or schema that is dropped', 'drop', ({object, names}) =>
    object === 'database' || object === 'schema'
      ? [
          {
            why: `everything in the ${object} ${names.join(', ')} is lost, and no \`down\` brings it back`,
            safer: 'Drop what is in it one by one, or do it by hand after a backup.',
          },
        ]
      : [],
  ),
  on(
    'require-concurrent-index-deletion',
    'warning',
    'an index that is dropped under a lock that blocks reads',
    'drop',
    ({object, names, concurrently}, {tableOfIndex}) =>
      (object === 'index' && !concurrently ? names : [])
        .map(name => ({name, table: tableOfIndex(name)}))
        .flatMap(({name, table}) =>
          table === undefined
            ? []
            : [
                {
                  why: `takes ACCESS EXCLUSIVE on ${describeTable(table)}: it waits for every query, and all wait for it`,
                  safer: `  drop index concurrently if exists ${name};  -- with transaction: false`,
                  tables: [table],
                },
              ],
        ),
  ),
  on(
    'ban-truncate-cascade',
    'error',
    'TRUNCATE that empties other tables too',
    'truncate',
    ({tables, cascade}) =>
      cascade
        ? [
            {
              why: `empties every table that refers to ${tables.join(', ')}, whether named or not`,
              safer: `Name each table:\n  truncate ${tables.join(', ')}, …;`,
            },
          ]
        : [],
  ),
  on(
    'ban-truncate',
    'warning',
    'TRUNCATE of a table that was there before',
    'truncate',
    ({tables}, {existing}) =>
      tables
        .map(existing)
        .filter(table => table !== undefined)
        .map(table => ({
          why: `all rows of ${describeTable(table)} are lost, under ACCESS EXCLUSIVE`,
          safer: `  delete from ${table.name} where …;  -- in batches`,
          tables: [table],
        })),
  ),
  on(
    'renaming-object',
    'warning',
    'a view, type or function that running code knows by its old name',
    'rename',
    ({object, from}) =>
      OBJECTS.some(known => object.endsWith(known))
        ? [
            {
              why: `code that still runs asks for the ${object} ${from} and fails`,
              safer: 'Make the new one beside it, move the code, and drop the old one in a later deployment.',
            },
          ]
        : [],
  ),
  on(
    'ban-create-domain-with-constraint',
    'warning',
    'a domain with a constraint',
    'create-domain',
    ({name, hasConstraint}) =>
      hasConstraint
        ? [
            {
              why: `the constraint of ${name} can't be changed later without a scan of every table that uses it`,
              safer: '  alter table T add constraint … check (…) not valid;  -- on the table instead',
            },
          ]
        : [],
  ),
  on(
    'ban-alter-domain-with-add-constraint',
    'warning',
    'a constraint that is added to a domain',
    'alter-domain',
    ({name, hasConstraint, isNotValid}) =>
      hasConstraint && !isNotValid
        ? [
            {
              why: 'reads every table that uses the domain, under SHARE',
              safer:
                `  alter domain ${name} add constraint … check (…) not valid;\n` +
                `  alter domain ${name} validate constraint …;  -- in the next migration`,
            },
          ]
        : [],
  ),
  on(
    'wide-index',
    'warning',
    'a non-unique index of more than three columns',
    'create-index',
    ({isUnique, columns}, {existing, parsed}) =>
      !isUnique && columns > 3 && parsed.kind === 'create-index' && existing(parsed.table) !== undefined
        ? [
            {
              why: `an index of ${columns} columns costs every write and rarely finds more than one of three`,
              safer: 'Keep the columns that narrow the rows down most, first; others: include (…).',
            },
          ]
        : [],
  ),
  {
    id: 'transaction-nesting',
    severity: 'error',
    about: 'BEGIN, COMMIT or ROLLBACK inside a migration that has a transaction',
    measured: false,
    check: ({statement, transactional}) =>
      transactional && findRefusal(statement.text)?.reason === 'STATEMENT_ENDS_TRANSACTION'
        ? [
            {
              why: 'it would end the transaction in which the migration and its record are written',
              safer: 'Leave it out, or split the migration: each has a transaction of its own.',
            },
          ]
        : [],
  },
  {
    id: 'concurrently-in-transaction',
    severity: 'error',
    about: 'a statement that PostgreSQL refuses inside a transaction',
    measured: false,
    check: ({statement, transactional}) =>
      transactional && findRefusal(statement.text)?.reason === 'STATEMENT_NEEDS_NO_TRANSACTION'
        ? [
            {
              why: "PostgreSQL can't run it in a transaction, and this migration has one",
              safer: 'Put it into a migration of its own with: export const config = {transaction: false};',
            },
          ]
        : [],
  },
];
