import {BindingScope, inject, injectable} from '@loopback/core';
import {get, param, type Response, RestBindings} from '@loopback/rest';
import {allow} from '../access';
import type {DiscountUseReport, DiscountUseService} from '../services/discount-use.service';
import {
  afterParameter,
  daySchema,
  filterParameter,
  json,
  limitParameter,
  pathId,
} from './schemas/common.schemas';
import {discountUseReportSchema} from './schemas/discount-use.schemas';
import {errorReplies} from './schemas/error-replies';

const tags = ['Staff: discount codes'];
const path = '/api/admin/discount-codes/{id}/uses';
const bookedFrom = filterParameter('bookedFrom', daySchema);
const bookedTo = filterParameter('bookedTo', daySchema);

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffDiscountUseController {
  constructor(@inject('services.DiscountUseService') private readonly uses: DiscountUseService) {}

  @get(path, {
    tags,
    summary: 'What a discount code was used for, newest first, and what that comes to',
    operationId: 'listDiscountUses',
    responses: {
      200: json('A page of bookings, and the totals of all of them', discountUseReportSchema),
      ...errorReplies('DISCOUNT_CODE_NOT_FOUND', 'INVALID_CURSOR', 'VALIDATION_FAILED'),
    },
  })
  report(
    @param(pathId) discountCodeId: number,
    @param(bookedFrom) from?: string,
    @param(bookedTo) to?: string,
    @param(limitParameter) limit: number = limitParameter.schema.default,
    @param(afterParameter) after?: string,
  ): Promise<DiscountUseReport> {
    return this.uses.report({discountCodeId, bookedFrom: from, bookedTo: to}, {limit, after});
  }

  @get(`${path}.csv`, {
    tags,
    summary: 'What a discount code was used for: all bookings, as CSV',
    operationId: 'exportDiscountUses',
    responses: {
      200: {description: 'CSV, UTF-8', content: {'text/csv': {schema: {type: 'string'}}}},
      ...errorReplies('DISCOUNT_CODE_NOT_FOUND', 'VALIDATION_FAILED'),
    },
  })
  async exportCsv(
    @param(pathId) discountCodeId: number,
    @inject(RestBindings.Http.RESPONSE) response: Response,
    @param(bookedFrom) from?: string,
    @param(bookedTo) to?: string,
  ): Promise<Response> {
    response.setHeader('Content-Disposition', 'attachment; filename="discount-uses.csv"');
    response.type('text/csv');
    await this.uses.writeCsv({discountCodeId, bookedFrom: from, bookedTo: to}, response);
    return response;
  }
}
