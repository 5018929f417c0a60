import type {Socket} from 'node:net';
import PostalMime, {type Email} from 'postal-mime';
import {SMTPServer, type SMTPServerOptions, type SMTPServerSession} from 'smtp-server';
import {until} from './wait';

/** A mail that came in whole, whatever was answered. */
export interface Received {
  from: string;
  to: string[];
  raw: string;
  mail: Email;
  /** Whether it came over TLS, and who had signed in. */
  isSecure: boolean;
  user: string | undefined;
}

/** What the server does with a command: nothing said means that it is fine. */
export type Reply = number | 'silence' | 'hang up' | undefined;

export interface MailServerOptions extends SMTPServerOptions {
  /** Before the greeting. */
  onGreeting?: () => Reply;
  onRecipient?: (address: string) => Reply;
  /** After the whole mail came in. */
  onMail?: (received: Received) => Reply | Promise<Reply>;
  /** Where to listen; default any free port. */
  port?: number;
}

/** A real SMTP server that keeps what it receives, and answers as a test wants. */
export class MailServer {
  readonly received: Received[] = [];
  /** How many mails were begun, taken or not. */
  recipients: string[] = [];
  /** How many connections were made. */
  connected = 0;
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();

  private constructor(private options: MailServerOptions) {
    this.#server = new SMTPServer({
      logger: false,
      disableReverseLookup: true,
      authOptional: true,
      // Encryption and sign-in are what some tests are about; the others speak plainly.
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 100,
      ...options,
      onConnect: (session, done) => this.#answer(this.options.onGreeting?.(), session, done),
      onRcptTo: ({address}, session, done) => {
        this.recipients.push(address);
        this.#answer(this.options.onRecipient?.(address), session, done);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const received = await parse(Buffer.concat(chunks).toString('utf8'), session);
          this.received.push(received);
          this.#answer(await this.options.onMail?.(received), session, done);
        });
      },
    });
    this.#server.server.on('connection', socket => {
      this.connected += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Clients that hang up in the middle are part of the tests.
    this.#server.on('error', () => {});
  }

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>(resolve => server.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as {port: number}).port;
  }

  /** For SMTP_URL. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Answers in another way from now on. */
  answers(options: Pick<MailServerOptions, 'onGreeting' | 'onRecipient' | 'onMail'>): void {
    this.options = {
      ...this.options,
      onGreeting: undefined,
      onRecipient: undefined,
      onMail: undefined,
      ...options,
    };
  }

  to(address: string): Received[] {
    return this.received.filter(({to}) => to.includes(address));
  }

  /** Waits until so many mails have come for an address. @returns the last of them */
  async mailTo(address: string, count = 1): Promise<Received> {
    await until(() => this.to(address).length >= count, `${address} has ${count} mails`);
    const last = this.to(address).at(-1);
    if (last === undefined) throw new Error('it was there a moment ago');
    return last;
  }

  forget(): void {
    this.received.length = 0;
    this.recipients = [];
    this.connected = 0;
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.end();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #answer(reply: Reply, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    if (reply === 'silence') return;
    if (reply === 'hang up') {
      for (const socket of this.#sockets) {
        if (socket.remotePort === session.remotePort) socket.end();
      }
      return;
    }
    if (reply === undefined) done();
    else done(Object.assign(new Error(`the test says ${reply}`), {responseCode: reply}));
  }
}

async function parse(raw: string, session: SMTPServerSession): Promise<Received> {
  const {mailFrom, rcptTo} = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({address}) => address),
    raw,
    mail: await PostalMime.parse(raw),
    isSecure: session.secure,
    user: typeof session.user === 'string' ? session.user : undefined,
  };
}
