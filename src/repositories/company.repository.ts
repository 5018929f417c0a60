import {BindingScope, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {Company} from '../models/company.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class CompanyRepository extends tableRepository<Company, Company['id']>(Company) {
  /** @returns undefined when there is no such active company */
  async findTerms(on: Queryable, id: number): Promise<{name: string; creditTermsDays: number} | undefined> {
    const [company] = await on.rows<{name: string; creditTermsDays: number}>(
      `select name, credit_terms_days as "creditTermsDays" from companies where id = :id and is_active`,
      {id},
    );
    return company;
  }
}
