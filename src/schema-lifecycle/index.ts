/** The component; programs without LoopBack import `./programmatic`. */
export {SchemaLifecycleComponent} from './component';
export {SCHEMA_GROUP, SchemaLifecycleBindings, type SchemaLifecycleOptions} from './keys';
export {SchemaLifecycleObserver} from './observer';
export * from './programmatic';
export {type SchemaState, type SchemaStateName, SchemaStateReader} from './schema-state';
