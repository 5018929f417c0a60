import {Agent, request} from 'node:http';
import type {Server} from '../http/processes';

/** A booking of two seats on invoice by somebody whom nobody knows. */
export function bookingOf(courseScheduleId: number, mailName: string) {
  return {
    courseScheduleId,
    contact: {firstName: 'Zoë', lastName: "O'Brien", email: `${mailName}@example.com`},
    attendees: [
      {firstName: 'Zoë', lastName: "O'Brien"},
      {firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com'},
    ],
    paymentMethod: 'invoice',
  };
}

const agent = new Agent({keepAlive: false, maxSockets: Number.POSITIVE_INFINITY});

export interface Answer {
  status: number;
  text: string;
  /** From the opening of its connection to the last byte. */
  ms: number;
}

/** One booking on a connection of its own. */
export function post({url}: Pick<Server, 'url'>, body: object): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/bookings`, {
      agent,
      method: 'POST',
      headers: {'content-type': 'application/json'},
    });
    sent.once('error', reject);
    sent.once('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({status: response.statusCode ?? 0, text, ms: performance.now() - started}),
      );
    });
    sent.end(JSON.stringify(body));
  });
}
