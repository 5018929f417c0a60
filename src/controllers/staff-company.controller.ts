import {BindingScope, injectable} from '@loopback/core';
import {allow} from '../access';
import {companyList} from '../repositories/lists/company.list';
import {companies} from '../services/resources';
import {resourceController} from './resource.controller';
import {companySchemas} from './schemas/resource.schemas';

@allow('admin')
@injectable({scope: BindingScope.SINGLETON})
export class StaffCompanyController extends resourceController({
  resource: companies,
  path: '/api/admin/companies',
  tag: 'Staff: companies',
  summary: 'Companies that are invoiced, by name',
  list: companyList,
  filters: {isActive: {type: 'boolean'}},
  schemas: companySchemas,
  failures: [],
}) {}
