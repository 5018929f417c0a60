import assert from 'node:assert/strict';
import type {BrowserContext, ConsoleMessage, Request, Response} from 'playwright-core';
import {REPORT_SHIFTS} from './in-page';

/** Shifts of one address, added up. A tenth of what browsers call good: nobody sees less. */
const MOST_SHIFT = 0.01;

interface Shift {
  value: number;
  address: string;
  moved: string[];
}

/** Notices everything that must not happen in a browser's window, unless a test has announced it. */
export class Watch {
  private readonly troubles: string[] = [];
  private readonly shifts = new Map<string, {total: number; moved: string[]}>();
  private readonly announced: {pattern: RegExp; isMet: boolean}[] = [];
  private readonly running = new Set<Request>();
  /** Every answer that came. */
  readonly responses: Response[] = [];

  constructor(private readonly origin: string) {}

  async attach(context: BrowserContext): Promise<void> {
    context.on('console', message => this.hear(message));
    context.on('weberror', error => this.note(`page error: ${error.error().message}`));
    context.on('request', request => this.begin(request));
    context.on('response', response => this.receive(response));
    context.on('requestfinished', request => this.running.delete(request));
    context.on('requestfailed', request => this.fail(request));
    await context.exposeBinding('reportShift', (_, shift: Shift) => this.addShift(shift));
    await context.addInitScript(REPORT_SHIFTS);
  }

  /** Something that is going to happen and is meant to, such as `409 POST /api/bookings`. */
  announce(pattern: RegExp): void {
    this.announced.push({pattern, isMet: false});
  }

  get isQuiet(): boolean {
    return this.running.size === 0;
  }

  /** What has not come yet. */
  waitsFor(): string {
    return [...this.running].map(nameOf).join(', ');
  }

  /** What happened since the last look and was not announced. */
  troublesSoFar(): string[] {
    const moved = [...this.shifts]
      .filter(([, {total}]) => total > MOST_SHIFT)
      .map(([address, {total, moved}]) => `layout shift ${total.toFixed(3)} at ${address}: ${moved.join('; ')}`);
    const found = [...this.troubles, ...moved];
    this.troubles.length = 0;
    this.shifts.clear();
    return found;
  }

  /** Fails when something happened that was not announced, or was announced and did not happen. */
  verify(): void {
    const missing = this.announced
      .filter(({isMet}) => !isMet)
      .map(({pattern}) => `announced, but did not happen: ${pattern}`);
    const found = [...this.troublesSoFar(), ...missing];
    assert.equal(found.length, 0, `\n  ${found.join('\n  ')}`);
  }

  private note(text: string): void {
    const announced = this.announced.find(({pattern}) => pattern.test(text));
    if (announced === undefined) this.troubles.push(text);
    else announced.isMet = true;
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // Told in better words by `receive` and `fail`.
    if (message.text().startsWith('Failed to load resource')) return;
    this.note(`console ${message.type()}: ${message.text()}`);
  }

  private begin(request: Request): void {
    const {protocol, origin} = new URL(request.url());
    if (protocol === 'blob:' || protocol === 'data:') return;
    if (origin !== this.origin) this.note(`request to another origin: ${request.url()}`);
    this.running.add(request);
  }

  private receive(response: Response): void {
    this.responses.push(response);
    if (response.status() >= 400) this.note(`${response.status()} ${nameOf(response.request())}`);
  }

  private fail(request: Request): void {
    this.running.delete(request);
    const why = request.failure()?.errorText ?? '';
    // The page itself gave up: an older search, a screen that was left.
    if (why === 'net::ERR_ABORTED') return;
    this.note(`${why} ${nameOf(request)}`);
  }

  private addShift({value, address, moved}: Shift): void {
    const before = this.shifts.get(address) ?? {total: 0, moved: []};
    this.shifts.set(address, {total: before.total + value, moved: [...before.moved, ...moved]});
  }
}

function nameOf(request: Request): string {
  const {pathname, search} = new URL(request.url());
  return `${request.method()} ${pathname}${search}`;
}
