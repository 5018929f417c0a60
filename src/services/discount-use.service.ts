import type {Writable} from 'node:stream';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {DiscountUseRepository, DiscountUseTotals} from '../repositories/discount-use.repository';
import {
  type DiscountUseFilter,
  type DiscountUseRow,
  discountUseList,
} from '../repositories/lists/discount-use.list';
import type {CsvService} from './csv.service';
import type {ListService, Page} from './list.service';
import type {ResourceService} from './resource.service';
import {discountCodes} from './resources';

export interface DiscountUseReport extends Page<DiscountUseRow> {
  discountCode: {
    id: number;
    code: string;
    usageLimit: number | null;
    maxUsesPerCustomer: number | null;
    timesUsed: number;
  };
  totals: DiscountUseTotals & {currency: 'GBP'};
}

/** What a discount code was used for, and what it cost. */
@injectable({scope: BindingScope.SINGLETON})
export class DiscountUseService {
  constructor(
    @inject('repositories.DiscountUseRepository') private readonly uses: DiscountUseRepository,
    @inject('services.ResourceService') private readonly resources: ResourceService,
    @inject('services.ListService') private readonly lists: ListService,
    @inject('services.CsvService') private readonly csv: CsvService,
  ) {}

  /** @throws DomainError DISCOUNT_CODE_NOT_FOUND, INVALID_CURSOR, VALIDATION_FAILED for days that do not exist */
  async report(
    filter: DiscountUseFilter,
    {limit, after}: {limit: number; after?: string},
  ): Promise<DiscountUseReport> {
    const {id, code, usageLimit, maxUsesPerCustomer, timesUsed} = await this.resources.read(
      discountCodes,
      filter.discountCodeId,
    );
    const page = await this.lists.page(discountUseList, {filter, limit, after});
    return {
      discountCode: {id, code, usageLimit, maxUsesPerCustomer, timesUsed},
      totals: {...(await this.uses.totals(filter)), currency: 'GBP'},
      ...page,
    };
  }

  /** @throws DomainError DISCOUNT_CODE_NOT_FOUND before anything is written */
  async writeCsv(filter: DiscountUseFilter, to: Writable): Promise<void> {
    await this.resources.read(discountCodes, filter.discountCodeId);
    await this.csv.write(discountUseList, {filter}, to);
  }
}
