/** A booking's own statements as a script of pgbench, so that the script changes with them. */
import type {Recorded} from './recorder';

/** One booking: what was asked and answered, and the statements that it took. */
export interface Recording {
  /** What differs from booking to booking and does not come from the database. */
  inputs: Readonly<Record<InputName, string>>;
  statements: readonly Recorded[];
}

export type InputName = 'scheduleId' | 'email' | 'reference';

export interface Script {
  text: string;
  /** Values of its variables that are the same in every booking. */
  constants: ReadonlyMap<string, string>;
  /** The statements, as PostgreSQL is sent them. */
  statements: readonly string[];
}

/** Numbers of bookings that one client may make before it would use those of the next. */
export const NUMBERS_PER_CLIENT = 2 ** 20;
/** What the addresses of a script's bookings begin with. */
export const SCRIPT_MAIL = 'pgbench';

const HEAD = [
  '\\set schedule random(:first, :last)',
  '\\set k :k + 1',
  `\\set number :base + :client_id * ${NUMBERS_PER_CLIENT} + :k`,
];

/** The inputs in SQL. A reference's code is hexadecimal, which Crockford's base 32 contains. */
const INPUTS: Readonly<Record<InputName, string>> = {
  scheduleId: 'cast(:schedule as text)',
  email: `'${SCRIPT_MAIL}' || :number || '@example.com'`,
  reference: `upper('RFT-' || lpad(to_hex(cast(:number as bigint)), 8, '0'))`,
};

/** @param typesOf of a statement's parameters, in their order */
export async function writeScript(
  recordings: readonly Recording[],
  typesOf: (statement: string) => Promise<string[]>,
): Promise<Script> {
  const writer = new Writer(recordings);
  const statements = recordings[0]?.statements ?? [];
  for (const [index, {text}] of statements.entries()) {
    const types = statements[index]?.values.length ? await typesOf(text) : [];
    writer.add(index, types);
  }
  return writer.finish();
}

class Writer {
  private readonly lines: string[] = [];
  private readonly constants = new Map<string, string>();
  /** Statements whose row a later one needs. */
  private readonly kept = new Set<number>();

  constructor(private readonly recordings: readonly Recording[]) {}

  add(index: number, types: readonly string[]): void {
    const [first] = this.recordings;
    const text = first?.statements[index]?.text ?? '';
    if (/(?<!:):[A-Za-z_]/.test(text)) throw new Error(`pgbench would see a variable in: ${text}`);
    this.lines.push(
      text.trim().replace(/\$(\d+)/g, (_, number: string) => this.value(index, Number(number) - 1, types)),
    );
  }

  finish(): Script {
    const statements = this.lines.map((line, index) =>
      this.kept.has(index) ? `${line}\n\\gset s${index}_` : `${line};`,
    );
    return {
      text: [...HEAD, ...statements, ''].join('\n'),
      constants: this.constants,
      statements: (this.recordings[0]?.statements ?? []).map(({text}) => text),
    };
  }

  private value(index: number, place: number, types: readonly string[]): string {
    const seen = this.recordings.map(({statements}) => statements[index]?.values[place] ?? null);
    const type = types[place] ?? 'text';
    if (seen.every(value => value === null)) return `cast(null as ${type})`;
    if (seen.every(value => value === seen[0])) return `cast(:${this.constant(seen[0] ?? '')} as ${type})`;
    if (this.recordings.every(({inputs}, run) => seen[run] === inputs.scheduleId)) {
      return `cast(:schedule as ${type})`;
    }
    return `cast(${this.answer(index, seen) ?? this.template(seen)} as ${type})`;
  }

  /** A column that an earlier statement was answered with. */
  private answer(before: number, seen: readonly (string | null)[]): string | undefined {
    for (let index = before - 1; index >= 0; index -= 1) {
      const answers = this.recordings.map(({statements}) => statements[index]);
      if (answers.some(one => one?.rows.length !== 1)) continue;
      const column = answers[0]?.columns.findIndex((_, place) =>
        answers.every((one, run) => one?.rows[0]?.[place] === seen[run]),
      );
      if (column === undefined || column < 0) continue;
      this.kept.add(index);
      return `:s${index}_${answers[0]?.columns[column]}`;
    }
    return undefined;
  }

  /** Text with inputs in it; whatever else differs, such as the time, stays as it was recorded last. */
  private template(seen: readonly (string | null)[]): string {
    const marked = this.recordings.map(({inputs}, run) => mark(seen[run] ?? '', inputs));
    const [first = '', last = ''] = [marked[0], marked.at(-1)];
    if (marked.some(text => text.split('\0').length !== first.split('\0').length)) {
      throw new Error(`what was chosen for a booking is not always found in: ${last}`);
    }
    return last
      .split('\0')
      .map((part, place) => (place % 2 === 1 ? INPUTS[part as InputName] : part && `:${this.constant(part)}`))
      .filter(part => part !== '')
      .join(' || ');
  }

  private constant(value: string): string {
    for (const [name, known] of this.constants) if (known === value) return name;
    const name = `c${this.constants.size + 1}`;
    this.constants.set(name, value);
    return name;
  }
}

/** Puts the names of inputs, between zero characters, in the place of their values. */
function mark(text: string, {scheduleId, email, reference}: Recording['inputs']): string {
  // A number may be part of another, or of a time.
  const number = new RegExp(`(?<![\\w.+-])${scheduleId}(?![\\w.:-])`, 'g');
  return text
    .replaceAll(email, '\0email\0')
    .replaceAll(reference, '\0reference\0')
    .replace(number, '\0scheduleId\0');
}
