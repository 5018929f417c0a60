/**
 * Express and Knex, as most would write it, with the same validation by ajv: lists by the same SQL in `knex.raw`, bookings by
 * Knex's query builder.
 */
import express, {type NextFunction, type Request, type Response} from 'express';
import {Knex, knex} from 'knex';
import type {Config} from '../../src/config';
import {DomainError} from '../../src/domain/errors';
import {HTTP_STATUS} from '../../src/middleware/http-status';
import type {BookingRequest} from '../../src/services/booking-made';
import {TokenService} from '../../src/services/token.service';
import {Answers, Refused} from './answers';
import {ExpressBookings} from './express-knex-booking';
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
  const tokens = new TokenService(settings.config as Config, () => new Date());
  const bookings = new ExpressBookings(database, settings.config, tokens);
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
    answer(async request => {
      if (!valid.booking(request.body)) throw new Refused(422, 'VALIDATION_FAILED');
      return bookings.create(request.body as BookingRequest, request.get('idempotency-key'));
    }, 201),
  );
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    const {status, code, details} = refusalOf(error);
    response.status(status).json({error: {code, message: error.message, details}});
  });
  const server = app.listen(0, '127.0.0.1', () => listening(portOf(server.address())));
}

function refusalOf(error: Error): {status: number; code: string; details?: object} {
  if (error instanceof Refused) return error;
  if (!(error instanceof DomainError)) return {status: 500, code: error.message};
  return {status: HTTP_STATUS[error.code], code: error.code, details: error.details};
}

void main();
