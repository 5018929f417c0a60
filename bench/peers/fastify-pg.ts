/** Fastify and pg with prepared statements: the same SQL, the same schemas. */
import fastify from 'fastify';
import type {PoolClient} from 'pg';
import {Answers, Refused} from './answers';
import {listening, openPool, portOf, readSettings, validators} from './setup';
import {numbered, PAGE, type Run, readStatements} from './statements';

async function main(): Promise<void> {
  const settings = readSettings();
  const answers = new Answers(settings.config, await readStatements());
  const pool = openPool(settings);
  const prepared = new Map<string, ReturnType<typeof numbered>>();
  const on =
    (connection: Pick<PoolClient, 'query'>): Run =>
    async ({name, sql}, given) => {
      let query = prepared.get(name);
      if (query === undefined) {
        query = numbered(sql, Object.keys(given));
        prepared.set(name, query);
      }
      const values = query.names.map(one => given[one]);
      return (await connection.query({name, text: query.text, values})).rows;
    };
  const run = on(pool);
  const valid = validators();
  const app = fastify({bodyLimit: 1_048_576});
  const limitOf = (query: unknown): number => {
    const given = {...(query as {limit?: string})};
    if (!valid.query(given)) throw new Refused(400, 'INVALID_PARAMETER');
    return Number(given.limit ?? PAGE);
  };
  app.get('/health/live', async () => ({status: 'alive'}));
  app.get<{Params: {slug: string}}>('/api/courses/:slug', async ({params}) => {
    if (!valid.slug(params.slug)) throw new Refused(400, 'INVALID_PARAMETER');
    return answers.course(run, params.slug);
  });
  app.get('/api/schedules', async ({query}) => answers.schedules(run, limitOf(query)));
  app.get('/api/admin/venues', async ({query}) => answers.venues(run, limitOf(query)));
  app.get('/api/admin/bookings', async ({query}) => answers.bookings(run, limitOf(query)));
  app.post('/api/bookings', async ({body}, reply) => {
    if (!valid.booking(body)) throw new Refused(422, 'VALIDATION_FAILED');
    const client = await pool.connect();
    try {
      await client.query('begin');
      const made = await answers.book(on(client), body as never);
      await client.query('commit');
      reply.code(201);
      return made;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  });
  app.setErrorHandler((error, _request, reply) => {
    const {status, code} = error instanceof Refused ? error : {status: 500, code: (error as Error).message};
    reply.code(status).send({error: {code}});
  });
  await app.listen({port: 0, host: '127.0.0.1'});
  listening(portOf(app.server.address()));
}

void main();
