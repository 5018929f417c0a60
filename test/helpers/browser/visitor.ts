import assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';
import type {BrowserContext, Locator, Page} from 'playwright-core';
import {AFTER_FRAMES, IS_SHOWN} from './in-page';
import type {Watch} from './watch';

const POLL_MS = 15;
/** A screen that stays as it is for so many looks is done. */
const CALM_LOOKS = 3;
const LIMIT_MS = 10_000;

/** Somebody with a browser of their own: its storage and sign-in are shared with nobody else. */
export class Visitor {
  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly watch: Watch,
    /** The same browser's window, for other tabs. */
    private readonly origin: string,
  ) {}

  get responses() {
    return this.watch.responses;
  }

  /** Loads an address, and waits until its content is shown. */
  async open(address: string): Promise<void> {
    await this.page.goto(this.origin + address, {waitUntil: 'commit'});
    await this.settled();
  }

  /** Waits until nothing is being loaded and the screen's content is there. */
  async settled(): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    for (let calm = 0; calm < CALM_LOOKS; ) {
      if (performance.now() > deadline) throw new Error(`${this.page.url()} is not shown after ${LIMIT_MS} ms: ${this.watch.waitsFor()}`);
      await sleep(POLL_MS);
      calm = this.watch.isQuiet && (await this.isShown()) ? calm + 1 : 0;
    }
    await this.page.evaluate(AFTER_FRAMES);
  }

  /** What went wrong since the last look. */
  troubles(): string[] {
    return this.watch.troublesSoFar();
  }

  /** Something is going to happen that would fail the test, and is meant to. */
  announce(pattern: RegExp): void {
    this.watch.announce(pattern);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', {name});
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.page.getByRole('link', {name}).click();
    await this.settled();
  }

  field(label: string | RegExp): Locator {
    return this.page.getByLabel(label);
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.page.getByLabel(label).fill(value);
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({visible: true}).first().waitFor();
  }

  async seesNot(text: string | RegExp): Promise<void> {
    assert.equal(await this.page.getByText(text).filter({visible: true}).count(), 0, `${text} is shown`);
  }

  async heading(): Promise<string> {
    return (await this.page.getByRole('heading', {level: 1}).innerText()).trim();
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Visitor> {
    return new Visitor(this.context, await this.context.newPage(), this.watch, this.origin);
  }

  goOffline(isOffline = true): Promise<void> {
    return this.context.setOffline(isOffline);
  }

  private async isShown(): Promise<boolean> {
    // A navigation takes the page away from under the question.
    return this.page.evaluate<boolean>(IS_SHOWN).catch(() => false);
  }
}
