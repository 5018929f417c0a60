import assert from 'node:assert/strict';
import type {Answer, TestApp} from './app';

export type Item = Record<string, unknown> & {id: number};
export type Query = Record<string, string | number | boolean>;

export interface ListPage {
  items: Item[];
  nextCursor: string | null;
  total: {count: number; isExact: boolean};
}

/** What a client of one staff list does. */
export class StaffList {
  constructor(
    private readonly app: TestApp,
    private readonly token: string,
    readonly path: string,
  ) {}

  ask(query: Query = {}): Promise<Answer> {
    return this.app.get(`${this.path}?${parameters(query)}`, {token: this.token});
  }

  async page(query: Query = {}): Promise<ListPage> {
    const {status, body} = await this.ask(query);
    assert.equal(status, 200, `${this.path}?${parameters(query)}: ${JSON.stringify(body)}`);
    return body;
  }

  async ids(query: Query = {}): Promise<number[]> {
    return (await this.page({limit: 100, ...query})).items.map(item => item.id);
  }

  /** The ids of all pages; `between` runs after each page but the last. */
  async leafThrough(query: Query, between: () => Promise<void> = async () => {}): Promise<number[]> {
    const seen: number[] = [];
    let page = await this.page(query);
    for (;;) {
      seen.push(...page.items.map(item => item.id));
      if (page.nextCursor === null) return seen;
      await between();
      page = await this.page({...query, after: page.nextCursor});
    }
  }
}

export function parameters(query: Query): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
}

/** The paths of all staff lists in the OpenAPI document: what staff read page by page, the dashboard's own aside. */
export async function staffListPaths(app: TestApp): Promise<string[]> {
  const {paths} = (await app.get('/openapi.json')).body;
  const isPaged = (path: string) =>
    paths[path].get?.parameters?.some((parameter: {name: string}) => parameter.name === 'after');
  return Object.keys(paths)
    .filter(path => /^\/api\/admin\/(?!dashboard)[^{]*$/.test(path) && isPaged(path))
    .sort();
}

/** The query parameters of an operation by name, with their schemas. */
export async function queryParametersOf(
  app: TestApp,
  path: string,
): Promise<Record<string, {enum?: string[]; default?: unknown}>> {
  const {parameters: all} = (await app.get('/openapi.json')).body.paths[path].get;
  const ofQuery = all.filter((parameter: {in: string}) => parameter.in === 'query');
  return Object.fromEntries(
    ofQuery.map((parameter: {name: string; schema: object}) => [parameter.name, parameter.schema]),
  );
}
