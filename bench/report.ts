import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {PROJECT_ROOT} from '../src/config';

const FILE = path.join(PROJECT_ROOT, 'docs', 'benchmarks.md');

/** What the figures depend on; nothing that names the machine. */
export function describeMachine(postgresVersion: string): string {
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  return (
    `${os.cpus().length} cores, ${memoryGb} GB, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, ` +
    `PostgreSQL ${postgresVersion}, ${new Date().toISOString().slice(0, 10)}`
  );
}

/** Replaces the text between the marks of `section`; a section that is not there yet comes last. */
export function writeSection(section: string, text: string): void {
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '# Benchmarks\n';
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  const block = `${begin}\n\n${text.trim()}\n\n${end}`;
  const isThere = from !== -1 && to > from;
  writeFileSync(
    FILE,
    isThere
      ? before.slice(0, from) + block + before.slice(to + end.length)
      : `${before.trimEnd()}\n\n${block}\n`,
  );
}
