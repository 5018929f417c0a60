import {inject} from '@loopback/core';
import {
  type Count,
  type DataObject,
  DefaultCrudRepository,
  type Entity,
  type EntityCrudRepository,
  EntityNotFoundError,
  type Filter,
  type juggler,
  type Options,
  RelationType,
  type Where,
} from '@loopback/repository';
import type {Database} from '../database/database';
import {AppBindings} from '../keys';

/** Finds the repository of a model by the model's name; a relation's other side is found with it. */
export type RepositoryLookup = (modelName: string) => Promise<EntityCrudRepository<Entity, unknown>>;

/**
 * Base of all repositories: plain CRUD and inclusion of every relation that the model declares, with `db` for SQL.
 * Bulk updates and deletes are refused: with a misspelt or undefined property in `where`, LoopBack's hit every row.
 * What must change many rows is a named method with SQL of its own.
 */
export class TableRepository<
  T extends Entity,
  ID,
  Relations extends object = object,
> extends DefaultCrudRepository<T, ID, Relations> {
  constructor(
    entityClass: typeof Entity & {prototype: T},
    dataSource: juggler.DataSource,
    protected readonly db: Database,
    lookup: RepositoryLookup,
  ) {
    super(entityClass, dataSource);
    for (const relation of Object.values(entityClass.definition.relations)) {
      const target = relation.target();
      const getTarget = () => lookup(target.name);
      const {inclusionResolver} =
        relation.type === RelationType.belongsTo
          ? this.createBelongsToAccessorFor(relation.name, getTarget)
          : this.createHasManyRepositoryFactoryFor(relation.name, getTarget);
      this.registerInclusionResolver(relation.name, inclusionResolver);
    }
  }

  /** Leaves alone what `data` does not give: an entity that was just created lacks the database's defaults. */
  override async updateById(id: ID, data: DataObject<T>, options?: Options): Promise<void> {
    const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
    const {count} = await super.updateAll(given as DataObject<T>, this.whereKey(id), options);
    if (count === 0) throw new EntityNotFoundError(this.entityClass, id);
  }

  override async replaceById(id: ID, data: DataObject<T>, options?: Options): Promise<void> {
    this.whereKey(id);
    return super.replaceById(id, data, options);
  }

  override async deleteById(id: ID, options?: Options): Promise<void> {
    this.whereKey(id);
    return super.deleteById(id, options);
  }

  override async count(where?: Where<T>, options?: Options): Promise<Count> {
    this.requireKnown(where);
    return super.count(where, options);
  }

  override updateAll(): Promise<Count> {
    return Promise.reject(new Error('updateAll is refused: write a method that names its rows'));
  }

  override deleteAll(): Promise<Count> {
    return Promise.reject(new Error('deleteAll is refused: write a method that names its rows'));
  }

  /** Without `include: undefined`, which LoopBack sets and its own check for undefined values refuses. */
  protected override normalizeFilter(filter?: Filter<T>) {
    const {include: _, ...rest} = super.normalizeFilter(filter) ?? {};
    this.requireKnown(rest.where);
    return filter === undefined ? undefined : rest;
  }

  /** LoopBack takes the first column of a key of several for the whole key, and would hit other rows too. */
  private whereKey(id: ID): Where<T> {
    const [key, ...others] = this.entityClass.definition.idProperties();
    if (key === undefined || others.length > 0) {
      throw new Error(
        `${this.entityClass.name} has no key of one column: write a method that names its rows`,
      );
    }
    if (id === undefined || id === null)
      throw new Error(`the ${key} of a ${this.entityClass.name} is missing`);
    return {[key]: id} as Where<T>;
  }

  /** LoopBack leaves out a condition on a property that it does not know, and finds every row. */
  private requireKnown(where: object | undefined): void {
    for (const [key, value] of Object.entries(where ?? {})) {
      if (Array.isArray(value) && (key === 'and' || key === 'or')) {
        for (const part of value) this.requireKnown(part);
      } else if (!Object.hasOwn(this.entityClass.definition.properties, key)) {
        throw new Error(`${this.entityClass.name} has no property ${key}`);
      }
    }
  }
}

/**
 * The base class for the repository of one model, with its constructor's injections in place:
 * `class CourseRepository extends tableRepository<Course, Course['id']>(Course) {}`.
 */
export function tableRepository<T extends Entity, ID, Relations extends object = object>(
  entityClass: typeof Entity & {prototype: T},
) {
  class Repository extends TableRepository<T, ID, Relations> {
    constructor(
      @inject('datasources.postgres') dataSource: juggler.DataSource,
      @inject(AppBindings.DATABASE) db: Database,
      @inject(AppBindings.REPOSITORY_LOOKUP) lookup: RepositoryLookup,
    ) {
      super(entityClass, dataSource, db, lookup);
    }
  }
  return Repository;
}
