import {MigrationSource} from '../../src/schema-lifecycle/programmatic';
import {
  rehearseOn,
  type ScratchResult,
  type ScratchRun,
} from '../../src/schema-lifecycle/rehearsal/rehearse-on';
import {Session} from '../../src/schema-lifecycle/session';
import {MigrationFolder} from './migrations';
import {createDatabase, type TestDatabase} from './server';

export interface PendingMigration {
  up: string | string[];
  config?: object;
  /** The whole file, instead of these. */
  text?: string;
}

type Options = Partial<ScratchRun> & {targetRows?: number};
type Pending = Record<string, PendingMigration>;

/**
 * Rehearses on a copy of `template`, as if the target had 50,000 rows in each table; again without generated rows in
 * tables where they do not fit.
 */
export async function rehearseOnCopy(
  template: Pick<TestDatabase, 'name' | 'server'>,
  pending: Pending,
  options: Options = {},
): Promise<ScratchResult> {
  const unfilled = new Map(options.unfilled);
  for (;;) {
    const scratch = await createDatabase({template: template.name, server: template.server});
    try {
      const result = await rehearse(scratch, pending, {...options, unfilled});
      if (!('misfit' in result)) return result;
      for (const table of result.misfit.tables) unfilled.set(table, result.misfit.reason);
    } finally {
      await scratch.drop();
    }
  }
}

/** Rehearses on the database itself, which is another one afterwards. */
export async function rehearseHere(
  database: TestDatabase,
  pending: Pending,
  options: Options = {},
): Promise<ScratchResult> {
  const result = await rehearse(database, pending, options);
  if ('misfit' in result) throw new Error(`generated rows do not fit: ${JSON.stringify(result.misfit)}`);
  return result;
}

async function rehearse(
  {connection}: TestDatabase,
  pending: Pending,
  {targetRows = 50_000, ...options}: Options,
): ReturnType<typeof rehearseOn> {
  const folder = new MigrationFolder();
  const observer = await Session.open(connection, 'observer');
  try {
    for (const [name, {up, config, text}] of Object.entries(pending)) {
      if (text === undefined) folder.add(name, up, [], config);
      else folder.write(name, text);
    }
    return await rehearseOn({
      connection,
      observer,
      source: new MigrationSource(folder.directory),
      pending: Object.keys(pending),
      sizeOf: () => ({rows: targetRows, bytes: targetRows * 100}),
      rowsFor: () => 200,
      unfilled: new Map(),
      ...options,
    });
  } finally {
    await observer.close();
    folder.delete();
  }
}
