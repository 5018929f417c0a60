import {BindingScope, injectable} from '@loopback/core';
import type {Queryable} from '../database/database';
import {Setting} from '../models/setting.model';
import {tableRepository} from './table.repository';

@injectable({scope: BindingScope.SINGLETON})
export class SettingRepository extends tableRepository<Setting, Setting['key']>(Setting) {
  /** Texts and numbers by key, as text; a key without a row is an empty text. */
  async texts<Key extends string>(on: Queryable, keys: readonly Key[]): Promise<Record<Key, string>> {
    const rows = await on.rows<{key: Key; value: string}>(
      `select key, value #>> '{}' as value from settings where key = any(cast(:keys as varchar[]))`,
      {keys: `{${keys.map(key => `"${key}"`).join(',')}}`},
    );
    const found = new Map(rows.map(({key, value}) => [key, value]));
    return Object.fromEntries(keys.map(key => [key, found.get(key) ?? ''])) as Record<Key, string>;
  }
}
