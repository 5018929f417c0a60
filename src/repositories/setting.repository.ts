import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import {Setting} from '../models/setting.model';
import {tableRepository} from './table.repository';

/** A setting as it is kept. */
export interface SettingRow {
  key: string;
  /** Texts and numbers as text. */
  text: string;
  version: number;
  updatedAt: Date;
}

const SETTING = `select key, value #>> '{}' as text, version, updated_at as "updatedAt" from settings order by key`;

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

  all(): Promise<SettingRow[]> {
    return this.db.rows<SettingRow>(SETTING);
  }

  /** Always all of them, by key: whoever edits waits for whoever is editing. */
  lockAll(tx: Transaction): Promise<SettingRow[]> {
    return tx.rows<SettingRow>(`${SETTING} for no key update`);
  }

  /** @param json the new value */
  async change(tx: Transaction, key: string, json: string, updatedBy: number): Promise<void> {
    const changed = await tx.rows(
      `update settings set value = cast(:json as jsonb), version = version + 1, updated_at = now(), updated_by = :updatedBy
       where key = :key returning key`,
      {key, json, updatedBy},
    );
    if (changed.length === 0) throw new Error(`the setting ${key} has no row`);
  }

  /** A setting such as `mail.retention_days`. @throws when it is no number of days */
  async days(key: string): Promise<number> {
    const {[key]: text = ''} = await this.texts(this.db, [key]);
    if (!/^[1-9]\d{0,5}$/.test(text))
      throw new Error(`the setting ${key} is "${text}", not a number of days`);
    return Number(text);
  }
}
