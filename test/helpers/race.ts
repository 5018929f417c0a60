import type {TestDatabase} from './server';

/**
 * Holds everybody until so many have come, then lets all go on: a race that happens every time instead of now and then.
 * Whoever comes later passes.
 */
export class Barrier {
  readonly #opened: Promise<void>;
  #open: () => void = () => {};
  #awaited: number;

  constructor(size: number) {
    this.#awaited = size;
    this.#opened = new Promise(resolve => {
      this.#open = resolve;
    });
  }

  arrive(): Promise<void> {
    this.#awaited -= 1;
    if (this.#awaited === 0) this.#open();
    return this.#opened;
  }
}

/** Starts so many at the same time and waits for all. */
export function atOnce<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({length: count}, (_, index) => work(index)));
}

/** How many of each, such as `{201: 1, SCHEDULE_FULL: 4}`. */
export function tally(words: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** What came back from each request in one word: the status of a success, the code of a refusal. */
export function outcomes(
  answers: readonly {status: number; body: {error?: {code: string}}}[],
): Record<string, number> {
  return tally(
    answers.map(({status, body}) => (status >= 500 ? `${status}!` : (body.error?.code ?? status))),
  );
}

/**
 * Takes a constraint away while the work runs. Rows that would break a check or a key may stay afterwards; those that
 * would break an exclusion constraint may not.
 */
export async function withoutConstraint<T>(
  database: TestDatabase,
  table: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const {rows} = await database.query<{definition: string; canStay: boolean}>(
    `select pg_get_constraintdef(oid) as definition, contype = 'c' as "canStay"
     from pg_constraint where conname = $1 and conrelid = $2::regclass`,
    [name, table],
  );
  const [found] = rows;
  if (found === undefined) throw new Error(`${table} has no constraint ${name}`);
  await database.query(`alter table ${table} drop constraint ${name}`);
  try {
    return await work();
  } finally {
    const notValid = found.canStay ? 'not valid' : '';
    await database.query(`alter table ${table} add constraint ${name} ${found.definition} ${notValid}`);
  }
}
