import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import Stripe from 'stripe';
import type {Answer, TestApp} from './app';
import {invalid, newId, StripeAccount, StripeRefusal} from './stripe-objects';

export const STRIPE_KEYS = {
  STRIPE_SECRET_KEY: 'sk_test_local',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_local',
  STRIPE_WEBHOOK_SECRET: 'whsec_local',
};
const stripe = new Stripe(STRIPE_KEYS.STRIPE_SECRET_KEY);

/** What the next request that fits meets instead of an answer. */
interface Mishap {
  /** Such as `POST /v1/refunds`. */
  request: string;
  /** Stripe's answer; absent: the connection is cut. */
  refusal?: StripeRefusal;
  /** Whether Stripe has done the work before. */
  afterEffect?: boolean;
}

interface Kept {
  params: string;
  /** Undefined while it is being worked on. */
  answer?: {status: number; body: object};
}

export interface StripeEvent {
  id: string;
  type: string;
  [field: string]: unknown;
}

/** Stripe on this machine: its addresses, its idempotency keys, its errors, and its bad days. */
export class StripeServer {
  readonly account: StripeAccount;
  /** Every request that came, such as `POST /v1/refunds`. */
  readonly requests: {request: string; key: string | undefined; version: string | undefined}[] = [];
  /** Nothing gets through. */
  isDown = false;
  private readonly mishaps: Mishap[] = [];
  private readonly keys = new Map<string, Kept>();
  private delayMs = 0;

  private constructor(
    private readonly server: Server,
    clock: () => Date,
  ) {
    this.account = new StripeAccount(clock);
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(clock: () => Date): Promise<StripeServer> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new StripeServer(server, clock);
  }

  /** For an application that is to use it. */
  get settings(): Record<string, string> {
    const {port} = this.server.address() as AddressInfo;
    return {...STRIPE_KEYS, STRIPE_API_BASE: `http://127.0.0.1:${port}`};
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** So many times in a row. */
  fail(mishap: Mishap, times = 1): void {
    for (let n = 0; n < times; n += 1) this.mishaps.push(mishap);
  }

  /** Every answer takes so long from now on. */
  slowDown(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** As Stripe does after a day. */
  forgetKeys(): void {
    this.keys.clear();
  }

  count(request: string): number {
    return this.requests.filter(made => made.request === request).length;
  }

  /** An event as Stripe sends it. */
  event(type: string, object: object, extra: object = {}): StripeEvent {
    return {
      id: newId('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: this.account.created,
      data: {object: structuredClone(object)},
      livemode: this.account.livemode,
      pending_webhooks: 1,
      request: {id: newId('req'), idempotency_key: null},
      ...extra,
      type,
    };
  }

  /** Sends an event to the webhook, signed as Stripe signs. */
  async send(
    app: TestApp,
    event: object,
    {secret = STRIPE_KEYS.STRIPE_WEBHOOK_SECRET, timestamp}: {secret?: string; timestamp?: number} = {},
  ): Promise<Answer> {
    const payload = JSON.stringify(event, null, 2);
    const signature = stripe.webhooks.generateTestHeaderString({
      payload,
      secret,
      ...(timestamp === undefined ? {} : {timestamp}),
    });
    return app.call('POST', '/api/payments/stripe/webhook', {
      rawBody: payload,
      headers: {'Stripe-Signature': signature},
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stripe');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const params = Buffer.concat(chunks).toString();
    const key = request.headers['idempotency-key'] as string | undefined;
    const name = `${request.method} ${url.pathname}`;
    this.requests.push({
      request: name,
      key,
      version: request.headers['stripe-version'] as string | undefined,
    });
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    if (this.delayMs > 0) await sleep(this.delayMs);
    const place = this.mishaps.findIndex(mishap => mishap.request === name);
    const [mishap] = place < 0 ? [] : this.mishaps.splice(place, 1);
    let answer: {status: number; body: object; headers?: Record<string, string>} | undefined;
    if (mishap === undefined || mishap.afterEffect) answer = await this.answer(request, url, params, key);
    if (mishap?.refusal !== undefined) answer = refusalOf(mishap.refusal);
    else if (mishap !== undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer?.status ?? 500, {
      'Content-Type': 'application/json',
      'Request-Id': newId('req'),
      ...answer?.headers,
    });
    response.end(JSON.stringify(answer?.body));
  }

  /** A key is answered once: the same again for the same request, whatever it was. */
  private async answer(request: IncomingMessage, url: URL, params: string, key: string | undefined) {
    if (request.headers.authorization !== `Bearer ${STRIPE_KEYS.STRIPE_SECRET_KEY}`) {
      return refusalOf(
        new StripeRefusal(401, {type: 'invalid_request_error', message: 'Invalid API Key provided'}),
      );
    }
    const kept = key === undefined ? undefined : this.keys.get(key);
    const asked = `${url.pathname}?${params}`;
    if (kept !== undefined && kept.params !== asked) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with.';
      return refusalOf(new StripeRefusal(400, {type: 'idempotency_error', message}));
    }
    if (kept?.answer !== undefined) return {...kept.answer, headers: {'Idempotent-Replayed': 'true'}};
    if (kept !== undefined) {
      const message = 'There is currently another in-progress request using this key.';
      return refusalOf(
        new StripeRefusal(409, {type: 'idempotency_error', code: 'idempotency_key_in_use', message}),
      );
    }
    const entry: Kept = {params: asked};
    if (key !== undefined) this.keys.set(key, entry);
    entry.answer = this.work(`${request.method} ${url.pathname}`, url.searchParams, formOf(params));
    return entry.answer;
  }

  private work(request: string, query: URLSearchParams, form: Record<string, unknown>) {
    const {account} = this;
    const [, id = ''] = /^\w+ \/v1\/\w+\/(\w+)/.exec(request) ?? [];
    const routes: [RegExp, () => object][] = [
      [/^POST \/v1\/payment_intents$/, () => account.createIntent(form)],
      [
        /^GET \/v1\/payment_intents$/,
        () => listOf([...account.intents.values()], query, '/v1/payment_intents'),
      ],
      [/^POST \/v1\/payment_intents\/\w+\/cancel$/, () => account.cancelIntent(id)],
      [/^GET \/v1\/payment_intents\/\w+$/, () => account.intent(id)],
      [/^POST \/v1\/refunds$/, () => account.createRefund(form)],
      [/^GET \/v1\/refunds$/, () => listOf([...account.refunds.values()], query, '/v1/refunds')],
    ];
    try {
      const route = routes.find(([pattern]) => pattern.test(request));
      if (route === undefined) throw invalid(`Unrecognized request URL (${request})`, undefined, 404);
      return {status: 200, body: structuredClone(route[1]())};
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      return refusalOf(error);
    }
  }
}

function refusalOf({statusCode, error, headers}: StripeRefusal) {
  return {status: statusCode, body: {error}, headers};
}

/** Newest first, page by page, as Stripe's lists are. */
function listOf<T extends {id: string; created: number; payment_intent?: string}>(
  all: T[],
  query: URLSearchParams,
  url: string,
): object {
  const since = Number(query.get('created[gte]') ?? 0);
  const intent = query.get('payment_intent');
  const limit = Number(query.get('limit') ?? 10);
  const found = all
    .filter(one => one.created >= since && (intent === null || one.payment_intent === intent))
    .reverse();
  const start = found.findIndex(one => one.id === query.get('starting_after')) + 1;
  return {
    object: 'list',
    url,
    data: found.slice(start, start + limit),
    has_more: found.length > start + limit,
  };
}

/** `metadata[a]=b` as `{metadata: {a: 'b'}}`. */
function formOf(params: string): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(params)) {
    const [, outer = '', inner] = /^(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
    if (inner === undefined) form[outer] = value;
    else form[outer] = {...(form[outer] as object), [inner]: value};
  }
  return form;
}
