import pg from 'pg';

export interface Statement {
  text: string;
  values: unknown[];
}

/** What reaches PostgreSQL from this process while some work runs, on whatever connection. */
export async function statementsOf(work: () => Promise<void>): Promise<Statement[]> {
  const seen: Statement[] = [];
  const {query} = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first, second] = args;
    const {text = '', values} = (typeof first === 'string' ? {text: first} : first) as Partial<Statement>;
    seen.push({text, values: values ?? (Array.isArray(second) ? second : [])});
    return (query as (...args: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return seen;
}
