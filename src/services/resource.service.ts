import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {DomainError, type ErrorCode} from '../domain/errors';
import {AppBindings} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {EditedRow} from '../repositories/lists/course.list';
import type {ResourceRepository, ResourceTable, Values} from '../repositories/resource.repository';

/** A kind of record that staff create, edit and remove. */
export interface Resource<Row extends EditedRow> extends ResourceTable<Row> {
  /** As it is called in the activity log and in messages: `course`. */
  entity: string;
  notFound: ErrorCode;
  /** What was typed as it is kept. */
  normalise?(typed: Values): Values;
  /** Rules beyond the columns' own. `before` is undefined for a new record. */
  check?(change: ResourceChange<Row>): void;
}

export interface ResourceChange<Row> {
  before: Row | undefined;
  values: Values;
}

/** Creates, edits and removes records so that nothing is lost: versions, and the activity log in the same transaction. */
@injectable({scope: BindingScope.SINGLETON})
export class ResourceService {
  constructor(
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.ResourceRepository') private readonly resources: ResourceRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
  ) {}

  /** @throws DomainError the resource's `notFound` */
  async read<Row extends EditedRow>(resource: Resource<Row>, id: number): Promise<Row> {
    return found(resource, await this.resources.find(resource, id));
  }

  async create<Row extends EditedRow>(resource: Resource<Row>, typed: Values, actor: Actor): Promise<Row> {
    const values = resource.normalise?.(typed) ?? typed;
    return this.database.inTransaction(async tx => {
      await this.check(tx, resource, {before: undefined, values}, actor);
      const id = await this.resources.insert(tx, resource, values, actor.adminId);
      await this.log(tx, resource, 'created', id, actor, null, values);
      await this.after(tx, resource, {before: undefined, values, id});
      return found(resource, await this.resources.find(resource, id, tx));
    });
  }

  /**
   * Changes what is given and leaves the rest.
   * @param version the version that the editor saw
   * @throws DomainError the resource's `notFound`, VERSION_CONFLICT with the current state
   */
  async edit<Row extends EditedRow>(
    resource: Resource<Row>,
    id: number,
    version: number,
    typed: Values,
    actor: Actor,
  ): Promise<Row> {
    const values = resource.normalise?.(typed) ?? typed;
    return this.database.inTransaction(async tx => {
      const before = found(resource, await this.resources.lock(tx, resource, id, 'edit'));
      checkVersion(before, version);
      const changed = changesOf(before, values);
      if (Object.keys(changed).length === 0) return before;
      await this.check(tx, resource, {before, values: changed}, actor);
      await this.resources.update(tx, resource, id, changed, actor.adminId);
      await this.log(tx, resource, 'updated', id, actor, pick(before, Object.keys(changed)), changed);
      await this.after(tx, resource, {before, values: changed, id});
      return found(resource, await this.resources.find(resource, id, tx));
    });
  }

  /**
   * Deletes a record that nothing hangs on.
   * @throws DomainError IN_USE with what hangs on it: such a record is deactivated instead
   */
  async remove<Row extends EditedRow>(
    resource: Resource<Row>,
    id: number,
    version: number,
    actor: Actor,
  ): Promise<void> {
    await this.database.inTransaction(async tx => {
      const before = found(resource, await this.resources.lock(tx, resource, id, 'delete'));
      checkVersion(before, version);
      const hanging = await this.resources.countDependents(tx, resource, id);
      if (Object.keys(hanging).length > 0) throw inUse(resource.entity, hanging);
      await this.log(tx, resource, 'deleted', id, actor, pick(before, Object.keys(resource.writable)), null);
      await this.resources.remove(tx, resource, id);
    });
  }

  /** Rules that need to look at other rows are a subclass's; the record is locked by now. */
  protected async check<Row extends EditedRow>(
    _tx: Transaction,
    resource: Resource<Row>,
    change: ResourceChange<Row>,
    _actor: Actor,
  ): Promise<void> {
    resource.check?.(change);
  }

  /** What follows from a change, in its transaction. */
  protected async after<Row extends EditedRow>(
    _tx: Transaction,
    _resource: Resource<Row>,
    _change: ResourceChange<Row> & {id: number},
  ): Promise<void> {}

  private log<Row extends EditedRow>(
    tx: Transaction,
    {entity, table}: Resource<Row>,
    verb: 'created' | 'updated' | 'deleted',
    entityId: number,
    actor: Actor,
    oldValues: object | null,
    newValues: object | null,
  ): Promise<void> {
    const entityType = table.replace(/ies$/, 'y').replace(/s$/, '');
    return this.activity.append(tx, actor, {
      action: `${entity}.${verb}`,
      entityType,
      entityId,
      oldValues,
      newValues,
    });
  }
}

/** @throws DomainError VERSION_CONFLICT with the record as it is now */
export function checkVersion(current: {version: number}, version: number): void {
  if (current.version === version) return;
  throw new DomainError(
    'VERSION_CONFLICT',
    'Somebody else has changed this in the meantime: see details.current',
    {
      current,
    },
  );
}

function inUse(entity: string, hanging: Record<string, number>): DomainError {
  const list = Object.entries(hanging).map(
    ([name, count]) => `${count >= 1000 ? '1000 or more' : count} ${name}`,
  );
  return new DomainError(
    'IN_USE',
    `This ${entity.replace(/_/g, ' ')} can't be deleted: ${list.join(' and ')} belong to it. Deactivate it instead`,
    {hanging},
  );
}

function found<Row>(resource: {entity: string; notFound: ErrorCode}, row: Row | undefined): Row {
  if (row !== undefined) return row;
  throw new DomainError(resource.notFound, `There is no such ${resource.entity.replace(/_/g, ' ')}`);
}

/** What of `values` is not so already. */
export function changesOf(before: object, values: object): Values {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => JSON.stringify((before as Values)[name] ?? null) !== JSON.stringify(value ?? null),
    ),
  );
}

export function pick(row: object, names: string[]): object {
  return Object.fromEntries(names.map(name => [name, (row as Values)[name] ?? null]));
}
