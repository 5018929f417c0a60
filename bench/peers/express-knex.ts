/** Express and Knex, as most would write it: the same SQL by `knex.raw`, the same validation by ajv. */
import express, {type NextFunction, type Request, type Response} from 'express';
import {Knex, knex} from 'knex';
import {Answers, Refused} from './answers';
import {listening, openPool, portOf, readSettings, validators} from './setup';
import {PAGE, type Run, readStatements} from './statements';

async function main(): Promise<void> {
  const settings = readSettings();
  const answers = new Answers(settings.config, await readStatements());
  const database = knex({client: 'pg', connectionPool: openPool(settings)} as Knex.Config);
  const on =
    (connection: Pick<Knex, 'raw'>): Run =>
    async (statement, values) =>
      (await connection.raw(statement.sql, values as Record<string, Knex.RawBinding>)).rows;
  const run = on(database);
  const valid = validators();
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(express.json({limit: '1mb'}));

  const answer =
    (work: (request: Request) => Promise<object>, status = 200) =>
    (request: Request, response: Response, next: NextFunction) => {
      work(request).then(body => response.status(status).json(body), next);
    };
  const limitOf = (request: Request): number => {
    if (!valid.query({...request.query})) throw new Refused(400, 'INVALID_PARAMETER');
    return Number(request.query.limit ?? PAGE);
  };
  app.get(
    '/health/live',
    answer(async () => ({status: 'alive'})),
  );
  app.get(
    '/api/courses/:slug',
    answer(async ({params}) => {
      if (!valid.slug(params.slug)) throw new Refused(400, 'INVALID_PARAMETER');
      return answers.course(run, String(params.slug));
    }),
  );
  app.get(
    '/api/schedules',
    answer(async request => answers.schedules(run, limitOf(request))),
  );
  app.get(
    '/api/admin/venues',
    answer(async request => answers.venues(run, limitOf(request))),
  );
  app.get(
    '/api/admin/bookings',
    answer(async request => answers.bookings(run, limitOf(request))),
  );
  app.post(
    '/api/bookings',
    answer(async ({body}) => {
      if (!valid.booking(body)) throw new Refused(422, 'VALIDATION_FAILED');
      return database.transaction(tx => answers.book(on(tx), body));
    }, 201),
  );
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    const {status, code} = error instanceof Refused ? error : {status: 500, code: error.message};
    response.status(status).json({error: {code}});
  });
  const server = app.listen(0, '127.0.0.1', () => listening(portOf(server.address())));
}

void main();
