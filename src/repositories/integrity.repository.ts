import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';
import {INTEGRITY_CHECKS} from './integrity';
import type {IntegrityCheck} from './integrity/check';

/** One thing that is not as it should be. */
export interface Difference {
  /** `booking`, `schedule`, `refund`, … */
  entity: string;
  /** Null for what only the provider knows. */
  id: number | null;
  /** For people: a booking's reference, a code, or the provider's id. */
  reference: string | null;
  expected: string;
  found: string;
}

export interface CheckResult {
  name: string;
  about: string;
  action: string;
  /** How many there are; the differences shown are the first of them. */
  count: number;
  differences: Difference[];
}

const MOST_SHOWN = 100;

/** Asks the database what does not agree. */
@injectable({scope: BindingScope.SINGLETON})
export class IntegrityRepository {
  constructor(@inject(AppBindings.DATABASE) private readonly db: Database) {}

  /** One check after the other, as each reads whole tables. */
  async runAll(now: Date): Promise<CheckResult[]> {
    const results: CheckResult[] = [];
    for (const check of INTEGRITY_CHECKS) results.push(await this.run(check, now));
    return results;
  }

  private async run({name, about, action, sql}: IntegrityCheck, now: Date): Promise<CheckResult> {
    const rows = await this.db.rows<Difference & {count: number}>(
      `select entity, cast(id as integer) as id, reference, expected, found, cast(count(*) over () as integer) as count
       from (${sql}) as differences order by id limit ${MOST_SHOWN}`,
      {now},
    );
    const differences = rows.map(({count: _, ...difference}) => difference);
    return {name, about, action, count: rows[0]?.count ?? 0, differences};
  }
}
