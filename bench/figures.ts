/** One line of a benchmark's table. Times are in milliseconds. */
export interface Figure {
  what: string;
  /** What it has to stay under; absent: shown for comparison. */
  barMs?: number;
  samplesMs: number[];
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2;
}

/** The bar is for the median: one run may meet whatever else the machine is doing. */
export function isMissed({barMs, samplesMs}: Figure): boolean {
  return barMs !== undefined && !(median(samplesMs) <= barMs);
}

/** The figures as a Markdown table that is legible on a terminal too. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'bar', 'median', 'min–max', 'runs', ''],
    ...figures.map(figure => [
      figure.what,
      figure.barMs === undefined ? '' : `≤ ${formatMs(figure.barMs)}`,
      formatMs(median(figure.samplesMs)),
      `${formatMs(Math.min(...figure.samplesMs))}–${formatMs(Math.max(...figure.samplesMs))}`,
      String(figure.samplesMs.length),
      figure.barMs === undefined ? '' : isMissed(figure) ? 'MISSED' : 'reached',
    ]),
  ];
  return markdownTable(rows);
}

/** Rows of cells, the first one the heading. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map(
    row => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  lines.splice(1, 0, `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`);
  return lines.join('\n');
}

/** The value below which this share of the samples lies; NaN of none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function formatMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
