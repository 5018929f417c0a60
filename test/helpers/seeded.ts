import {TestApp} from './app';
import {migratedDatabase} from './template';

/** An application on a database with the development seeds: something in every list, in every status. */
export async function givenSeededApplication(): Promise<TestApp> {
  return TestApp.start(await migratedDatabase(), {SEED_ON_START: 'true'});
}
