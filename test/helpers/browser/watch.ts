import assert from 'node:assert/strict';
import type {BrowserContext, ConsoleMessage, Request, Response} from 'playwright-core';
import {REPORT_SHIFTS} from './in-page';

/** Shifts while one address loads, added up: a fifth of what browsers call good. */
const MOST_SHIFT = 0.02;

/** What `receive` and `fail` tell in better words; and the driver's own script, which the preview of a mail refuses. */
const NOT_OURS = ['Failed to load resource', `Blocked script execution in 'about:srcdoc'`];

interface Shift {
  value: number;
  address: string;
  moved: string[];
}

/** Notices everything that must not happen in a browser's window, unless a test has announced it. */
export class Watch {
  private readonly troubles: string[] = [];
  private readonly shifts = new Map<string, {total: number; moved: string[]}>();
  private readonly announced: {pattern: RegExp; mustCome: boolean; hasCome: boolean}[] = [];
  private readonly running = new Set<Request>();
  /** Set while a screen loads: what moves later was moved by what somebody did. */
  isLoading = false;
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
  announce(pattern: RegExp, mustCome = true): void {
    this.announced.push({pattern, mustCome, hasCome: false});
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
    for (const [address, {total, moved}] of this.shifts) {
      if (total > MOST_SHIFT)
        this.note(`layout shift ${total.toFixed(3)} at ${address}: ${moved.join('; ')}`);
    }
    this.shifts.clear();
    return this.troubles.splice(0);
  }

  /** Fails when something happened that was not announced, or was announced and did not happen. */
  verify(): void {
    const found = this.troublesSoFar();
    const missing = this.announced
      .filter(({mustCome, hasCome}) => mustCome && !hasCome)
      .map(({pattern}) => `announced, but did not happen: ${pattern}`);
    assert.deepEqual([...found, ...missing], []);
  }

  private note(text: string): void {
    const announced = this.announced.find(({pattern}) => pattern.test(text));
    if (announced === undefined) this.troubles.push(text);
    else announced.hasCome = true;
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (NOT_OURS.some(text => message.text().startsWith(text))) return;
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
    if (!this.isLoading) return;
    const before = this.shifts.get(address) ?? {total: 0, moved: []};
    this.shifts.set(address, {total: before.total + value, moved: [...before.moved, ...moved]});
  }
}

function nameOf(request: Request): string {
  const {pathname, search} = new URL(request.url());
  return `${request.method()} ${pathname}${search}`;
}
