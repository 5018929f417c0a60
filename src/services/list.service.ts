import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {
  countList,
  type ListDefinition,
  type ListRequest,
  readPage,
  type Total,
} from '../repositories/list-query';
import type {CursorService} from './cursor.service';

/** A page of a staff list. */
export interface Page<Row> {
  items: Row[];
  /** For `after`; null on the last page. */
  nextCursor: string | null;
  total: Total;
}

/** What a client asks of a list. */
export interface ListQuery<Filter extends object> {
  filter: Filter;
  search?: string;
  sort?: string;
  limit: number;
  after?: string;
}

/** Reads any list page by page; the lists themselves are definitions in `repositories/lists/`. */
@injectable({scope: BindingScope.SINGLETON})
export class ListService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('services.CursorService') private readonly cursors: CursorService,
  ) {}

  /** @throws DomainError INVALID_CURSOR, also for a cursor of another list or order */
  async page<Row extends object, Filter extends object>(
    list: ListDefinition<Row, Filter>,
    {after, ...query}: ListQuery<Filter>,
  ): Promise<Page<Row>> {
    const order = `${list.name} ${query.sort ?? list.defaultSort}`;
    const position = after === undefined ? undefined : this.cursors.decode(order, after);
    const total = await countList(this.database, list, query);
    const isSelective = query.search !== undefined && total.isExact;
    const request: ListRequest<Filter> = {...query, isSelective, ...(position ? {after: position} : {})};
    const page = await readPage(this.database, list, request);
    return {
      items: page.items,
      nextCursor: page.position === null ? null : this.cursors.encode(order, page.position),
      total,
    };
  }
}
