import {EXIT, SchemaError} from '../errors';
import {describeSchema} from '../fingerprint';
import type {MigrationSource} from '../migration-source';
import {compareSchemas} from '../schema-lines';
import {buildScratch, type ScratchSource, withScratchDatabase} from '../scratch';
import {readSchema, type Schema} from './read-schema';
import {writeSql} from './write-sql';

/** The schema that all migrations of this build give, read from a scratch database. */
export async function readMigratedSchema(where: ScratchSource, source: MigrationSource): Promise<Schema> {
  return withScratchDatabase(where, async scratch => {
    await buildScratch(scratch, {source});
    return readSchema(scratch.session);
  });
}

/**
 * SQL that makes that schema, proven by running it on a second scratch database.
 * @throws SchemaError DUMP_INCOMPLETE when it makes another one
 */
export async function dumpMigratedSchema(where: ScratchSource, source: MigrationSource): Promise<string> {
  const {sql, expected} = await withScratchDatabase(where, async scratch => {
    await buildScratch(scratch, {source});
    return {
      sql: writeSql(await readSchema(scratch.session)),
      expected: await describeSchema(scratch.session),
    };
  });
  await withScratchDatabase(where, async ({session}) => {
    await session.query(sql);
    const differences = compareSchemas(expected, await describeSchema(session));
    if (differences.length === 0) return;
    const list = differences.map(({object, change}) => `  - ${object}: ${change}`).join('\n');
    throw new SchemaError(
      'DUMP_INCOMPLETE',
      `the dump would not make the same schema:\n${list}`,
      EXIT.failed,
    );
  });
  return sql;
}
