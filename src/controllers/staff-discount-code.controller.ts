import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {discountCodeList} from '../repositories/lists/discount-code.list';
import {discountCodes} from '../services/resources';
import {resourceController} from './resource.controller';
import {daySchema} from './schemas/common.schemas';
import {discountCodeSchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffDiscountCodeController extends resourceController({
  resource: discountCodes,
  path: '/api/admin/discount-codes',
  tag: 'Staff: discount codes',
  summary: 'Discount codes, by code',
  list: discountCodeList,
  filters: {isActive: {type: 'boolean'}, validOn: daySchema},
  schemas: discountCodeSchemas,
  failures: ['CODE_TAKEN', 'IN_USE', 'COURSE_TYPE_NOT_FOUND'],
}) {}
