/** Fastify with the answers in memory: as fast as a public read could be, were nothing ever to change. */
import fastify from 'fastify';
import {listening, portOf, readSettings} from './setup';

async function main(): Promise<void> {
  const {answers} = readSettings();
  const app = fastify();
  for (const [url, body] of Object.entries(answers)) {
    const bytes = Buffer.from(body);
    app.get(new URL(url, 'http://localhost').pathname, (_request, reply) => {
      reply.type('application/json').send(bytes);
    });
  }
  await app.listen({port: 0, host: '127.0.0.1'});
  listening(portOf(app.server.address()));
}

void main();
