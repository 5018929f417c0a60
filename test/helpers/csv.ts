import assert from 'node:assert/strict';

export interface Sheet {
  header: string[];
  /** By the names of the header. */
  rows: Record<string, string>[];
}

/**
 * Reads CSV as RFC 4180 has it, and as strictly: CRLF after every record, quotes only around a whole field and doubled
 * in it, as many fields in each record.
 */
export function parseCsv(text: string): Sheet {
  const records: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let record: string[] = [];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    assert.ok(match, `no CSV at ${at}: ${JSON.stringify(text.slice(at, at + 60))}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  const [header = [], ...rest] = records;
  return {
    header,
    rows: rest.map(fields => {
      assert.equal(fields.length, header.length, JSON.stringify(fields));
      return Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']));
    }),
  };
}
