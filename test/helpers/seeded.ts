import {TestApp} from './app';
import {migratedDatabase} from './template';

/** An application on a database with the development seeds, whose dates are around today: something in every list. */
export async function givenSeededApplication(): Promise<TestApp> {
  const app = await TestApp.start(await migratedDatabase(), {SEED_ON_START: 'true'});
  app.now = new Date();
  return app;
}
