import {migratedDatabase, startApplication} from '../helpers/auth-app';
import {accessOf} from '../../src/access';
it('probe', async () => {
  const t0 = performance.now();
  const db = await migratedDatabase();
  console.log('migrate', performance.now() - t0);
  const {application} = await startApplication(db);
  const routes = (application.restServer as any).httpHandler._routes._router.list();
  for (const r of routes) console.log(r.verb, r.path, r.constructor.name, r._controllerCtor ? accessOf(r._controllerCtor, r._methodName) : 'none');
  await application.stop();
  await db.drop();
});
