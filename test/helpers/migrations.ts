import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {MigrationRunner, MigrationSource, type RunnerOptions} from '../../src/schema-lifecycle/programmatic';
import type {TestDatabase} from './server';

/** A folder of migrations or seeds that a test writes. */
export class MigrationFolder {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'migrations-'));

  /** Plain JavaScript with `up` and `down` of these statements; `.js` unless the name has an extension. */
  add(name: string, up: string | string[], down: string | string[] = [], config?: object): this {
    return this.write(
      name,
      [
        functionOf('up', up),
        functionOf('down', down),
        config === undefined ? '' : `exports.config = ${JSON.stringify(config)};`,
      ].join('\n'),
    );
  }

  write(name: string, text: string): this {
    writeFileSync(this.pathOf(name), text);
    delete require.cache[this.pathOf(name)];
    return this;
  }

  remove(name: string): this {
    rmSync(this.pathOf(name));
    return this;
  }

  pathOf(name: string): string {
    return path.join(this.directory, path.extname(name) === '' ? `${name}.js` : name);
  }

  /** A new reading of the folder each time, as a new process would have. */
  runner(database: TestDatabase, options: Partial<RunnerOptions> = {}): MigrationRunner {
    return new MigrationRunner({
      connection: database.connection,
      source: new MigrationSource(this.directory),
      lockWaitMs: 10_000,
      outOfOrder: 'deny',
      retryDelayMs: 10,
      ...options,
    });
  }

  delete(): void {
    rmSync(this.directory, {recursive: true, force: true});
  }
}

function functionOf(name: 'up' | 'down', statements: string | string[]): string {
  const lines = [statements].flat().map(sql => `  await knex.raw(${JSON.stringify(sql)});`);
  return `exports.${name} = async knex => {\n${lines.join('\n')}\n};`;
}
