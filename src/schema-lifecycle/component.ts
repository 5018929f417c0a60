import {Binding, BindingScope, type Component} from '@loopback/core';
import {compare} from './checks';
import {checkModels} from './contract';
import {type Queryable, readHistory} from './history';
import {SchemaLifecycleBindings, type SchemaLifecycleOptions} from './keys';
import {MigrationSource} from './migration-source';
import {SchemaLifecycleObserver} from './observer';
import {MigrationRunner} from './runner';
import {type DeepLook, SchemaStateReader} from './schema-state';
import {hasDrifted} from './stored-fingerprint';

/** Gives an application its schema lifecycle; bind `SchemaLifecycleBindings.OPTIONS` first. */
export class SchemaLifecycleComponent implements Component {
  lifeCycleObservers = [SchemaLifecycleObserver];

  bindings = [
    Binding.bind(SchemaLifecycleBindings.RUNNER)
      .toDynamicValue(async ({context}) => makeRunner(await context.get(SchemaLifecycleBindings.OPTIONS)))
      .inScope(BindingScope.SINGLETON),
    Binding.bind(SchemaLifecycleBindings.STATE)
      .toDynamicValue(async ({context}) => makeReader(await context.get(SchemaLifecycleBindings.OPTIONS)))
      .inScope(BindingScope.SINGLETON),
  ];
}

async function makeRunner(options: SchemaLifecycleOptions): Promise<MigrationRunner> {
  const {connection, migrationsDirectory, waitMs, outOfOrder, logger, applicationVersion, beforeApply} =
    options;
  return new MigrationRunner({
    connection: typeof connection === 'function' ? await connection() : connection,
    source: new MigrationSource(migrationsDirectory),
    logger,
    lockWaitMs: waitMs,
    outOfOrder,
    applicationVersion,
    beforeApply,
  });
}

function makeReader(options: SchemaLifecycleOptions): SchemaStateReader {
  const {query, migrationsDirectory} = options;
  const source = new MigrationSource(migrationsDirectory);
  if (query !== undefined) {
    return new SchemaStateReader(
      async () => compare(source.list(), await readHistory({query})),
      () => lookDeeper({query}, options),
    );
  }
  const once = async <T>(ask: (runner: MigrationRunner) => Promise<T>) => {
    const runner = await makeRunner(options);
    try {
      return await ask(runner);
    } finally {
      await runner.close();
    }
  };
  return new SchemaStateReader(
    () => once(runner => runner.compare()),
    () => once(runner => runner.reading(session => lookDeeper(session, options))),
  );
}

async function lookDeeper(database: Queryable, {models = []}: SchemaLifecycleOptions): Promise<DeepLook> {
  const differences = await checkModels(database, models);
  return {
    hasDrifted: await hasDrifted(database),
    modelsFit: !differences.some(({isBreaking}) => isBreaking),
  };
}
