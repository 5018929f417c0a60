import {inject} from '@loopback/core';
import {
  get,
  type ParameterObject,
  param,
  type Response,
  RestBindings,
  type SchemaObject,
} from '@loopback/rest';
import type {ErrorCode} from '../domain/errors';
import type {ListDefinition} from '../repositories/list-query';
import type {CsvService} from '../services/csv.service';
import type {ListQuery, ListService, Page} from '../services/list.service';
import {
  afterParameter,
  daySchema,
  filterParameter,
  json,
  limitParameter,
  searchParameter,
  sortParameter,
} from './schemas/common.schemas';
import {errorReplies} from './schemas/error-replies';

export interface ListRoutes<Row extends object, Filter extends object> {
  /** `/api/admin/courses`; the same with `.csv` is the whole list as a file. */
  path: string;
  tag: string;
  summary: string;
  list: ListDefinition<Row, Filter>;
  /** Schema of each filter's query parameter. */
  filters: {[Name in keyof Required<Filter>]: SchemaObject & {description?: string}};
  page: SchemaObject;
}

/** The base class of a list's controller: a page of it as JSON, and all of it as CSV, with the same filters. */
export function listController<Row extends object, Filter extends object>(routes: ListRoutes<Row, Filter>) {
  const {path, tag, summary, list} = routes;
  const filterNames = Object.keys(routes.filters) as (keyof Filter & string)[];
  // A day may be well written and not exist.
  const failures: ErrorCode[] = Object.values<SchemaObject>(routes.filters).some(
    ({pattern}) => pattern === daySchema.pattern,
  )
    ? ['VALIDATION_FAILED']
    : [];
  const selection: ParameterObject[] = [
    ...filterNames.map(name => filterParameter(name, routes.filters[name])),
    ...(list.search === undefined ? [] : [searchParameter]),
    sortParameter(list),
  ];

  const plural = list.name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

  class ListController {
    constructor(
      @inject('services.ListService') protected readonly lists: ListService,
      @inject('services.CsvService') protected readonly csv: CsvService,
    ) {}

    @get(path, {
      tags: [tag],
      summary,
      operationId: `listStaff${plural}`,
      responses: {200: json('A page', routes.page), ...errorReplies('INVALID_CURSOR', ...failures)},
    })
    listPage(...values: unknown[]): Promise<Page<Row>> {
      const [limit = limitParameter.schema.default, after] = values.slice(selection.length) as [
        number?,
        string?,
      ];
      return this.lists.page(list, {...selectionOf(values), limit, after});
    }

    @get(`${path}.csv`, {
      tags: [tag],
      summary: `${summary}: all of them, as CSV`,
      operationId: `exportStaff${plural}`,
      responses: {
        200: {description: 'CSV, UTF-8', content: {'text/csv': {schema: {type: 'string'}}}},
        ...errorReplies(...failures),
      },
    })
    async exportCsv(
      @inject(RestBindings.Http.RESPONSE) response: Response,
      ...values: unknown[]
    ): Promise<Response> {
      response.setHeader('Content-Disposition', `attachment; filename="${list.name}.csv"`);
      response.type('text/csv');
      await this.csv.write(list, selectionOf(values), response);
      return response;
    }
  }

  /** Arguments come in the order of `selection`. */
  function selectionOf(values: unknown[]): Omit<ListQuery<Filter>, 'limit' | 'after'> {
    const given = Object.fromEntries(selection.map((parameter, index) => [parameter.name, values[index]]));
    const filter = Object.fromEntries(filterNames.map(name => [name, given[name]])) as Filter;
    return {filter, search: given.search as string | undefined, sort: given.sort as string | undefined};
  }

  const {prototype} = ListController;
  for (const [index, parameter] of [...selection, limitParameter, afterParameter].entries()) {
    param(parameter)(prototype, 'listPage', index);
  }
  for (const [index, parameter] of selection.entries()) param(parameter)(prototype, 'exportCsv', index + 1);
  return ListController;
}
