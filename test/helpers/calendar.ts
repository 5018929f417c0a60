import assert from 'node:assert/strict';

/** The events of an iCalendar file (RFC 5545), their values by property. */
export function eventsIn(file: string): Record<string, string>[] {
  assert.ok(file.endsWith('\r\n') && !/[^\r]\n/.test(file), 'every line ends with CR LF');
  const lines = file
    .trimEnd()
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n');
  assert.deepEqual([lines.at(0), lines.at(-1)], ['BEGIN:VCALENDAR', 'END:VCALENDAR']);
  let event: Record<string, string> = {};
  const events: Record<string, string>[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] =
      /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? assert.fail(`no property: ${line}`);
    if (line === 'BEGIN:VEVENT') event = {};
    else if (line === 'END:VEVENT') events.push(event);
    else event[name] = value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  return events;
}
