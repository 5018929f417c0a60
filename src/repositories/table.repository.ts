import {inject} from '@loopback/core';
import {
  type Count,
  DefaultCrudRepository,
  type Entity,
  type EntityCrudRepository,
  type juggler,
  RelationType,
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

  override updateAll(): Promise<Count> {
    return Promise.reject(new Error('updateAll is refused: write a method that names its rows'));
  }

  override deleteAll(): Promise<Count> {
    return Promise.reject(new Error('deleteAll is refused: write a method that names its rows'));
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
