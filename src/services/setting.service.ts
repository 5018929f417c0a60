import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database} from '../database/database';
import {readSetting, SETTINGS, type SettingName, type SettingValues, writeSetting} from '../domain/settings';
import {AppBindings} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {SettingRepository, SettingRow} from '../repositories/setting.repository';
import {changesOf, checkVersion, pick} from './resource.service';

/** All settings as one record, which is edited as a whole. */
export type SettingsView = SettingValues & {version: number; updatedAt: Date};

/** What staff may change without a deployment. */
@injectable({scope: BindingScope.SINGLETON})
export class SettingService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.SettingRepository') private readonly settings: SettingRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
  ) {}

  async read(): Promise<SettingsView> {
    return viewOf(await this.settings.all());
  }

  /**
   * Changes what is given and leaves the rest.
   * @param version the version that the editor saw
   * @throws DomainError VERSION_CONFLICT with the settings as they are now
   */
  async edit(version: number, typed: Partial<SettingValues>, actor: Actor): Promise<SettingsView> {
    const values = trimmed(typed);
    return this.database.inTransaction(async tx => {
      const before = viewOf(await this.settings.lockAll(tx));
      checkVersion(before, version);
      const changed = changesOf(before, values) as Partial<SettingValues>;
      const names = Object.keys(changed) as SettingName[];
      if (names.length === 0) return before;
      for (const name of names) {
        const {key, kind} = SETTINGS[name];
        await this.settings.change(tx, key, writeSetting(kind, changed[name] ?? ''), actor.adminId);
      }
      await this.activity.append(tx, actor, {
        action: 'setting.updated',
        entityType: 'setting',
        entityId: null,
        oldValues: pick(before, names),
        newValues: changed,
      });
      return viewOf(await this.settings.lockAll(tx));
    });
  }
}

/** Each edit raises the version of a row, so their sum never comes back to what it was. */
function viewOf(rows: SettingRow[]): SettingsView {
  const texts = new Map(rows.map(({key, text}) => [key, text]));
  const values = Object.entries(SETTINGS).map(([name, {key, kind}]) => [
    name,
    readSetting(kind, texts.get(key)),
  ]);
  return {
    ...(Object.fromEntries(values) as SettingValues),
    version: rows.reduce((sum, row) => sum + row.version, 0),
    updatedAt: new Date(Math.max(...rows.map(({updatedAt}) => updatedAt.getTime()))),
  };
}

/** Spaces around a value mean nothing, and would be printed on every document. */
function trimmed(typed: Partial<SettingValues>): Partial<SettingValues> {
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
}
