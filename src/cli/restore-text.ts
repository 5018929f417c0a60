import type {RestoreReport} from '../schema-lifecycle/backup/restore';
import {style} from './style';

/** What came back, and what did not. */
export function renderRestore({manifest, differences}: RestoreReport, verdict: string): string {
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  const what = `${Object.keys(manifest.rows).length} tables, ${rows} rows, made at ${manifest.madeAt}`;
  if (differences.length === 0) {
    return `${style('green', `The backup ${verdict}.`)}\n${what}\nmigration ${manifest.migration ?? 'none'}`;
  }
  return [
    style('red', 'Not everything is as it was backed up:'),
    ...differences.map(line => `  ${line}`),
    what,
  ].join('\n');
}
