import assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';
import type {BrowserContext, Locator, Page} from 'playwright-core';
import {AFTER_FRAMES, GO, IS_SHOWN} from './in-page';
import {barriersOf} from './screen';
import type {Watch} from './watch';

const POLL_MS = 15;
/** A screen that stays as it is for so many looks is done. */
const CALM_LOOKS = 3;
const LIMIT_MS = 20_000;

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
    await this.loads(() => this.page.goto(this.origin + address, {waitUntil: 'commit'}));
  }

  /** Shows another screen without a reload, as a link of the page does. */
  async goTo(address: string): Promise<void> {
    await this.loads(() => this.page.evaluate(`(${GO})(${JSON.stringify(address)})`));
  }

  /** Waits until nothing is being loaded and the screen's content is there. */
  async settled(): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    for (let calm = 0; calm < CALM_LOOKS; ) {
      if (performance.now() > deadline)
        throw new Error(`${this.page.url()} is not shown after ${LIMIT_MS} ms: ${this.watch.waitsFor()}`);
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

  /** Something that happens to this visitor or to another one. */
  announceMaybe(pattern: RegExp): void {
    this.watch.announce(pattern, false);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', {name, exact: typeof name === 'string'});
  }

  /** Types as a person does, letter by letter. */
  async type(label: string, text: string): Promise<void> {
    await this.field(label).pressSequentially(text);
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', {name, exact: typeof name === 'string'});
  }

  async follow(name: string | RegExp): Promise<void> {
    await this.loads(() => this.link(name).first().click());
  }

  /** Opens the record of the list's row that has this text. */
  async openRow(text: string): Promise<void> {
    const row = this.page.getByRole('row').filter({hasText: text});
    await this.loads(() => row.getByRole('link').first().click());
  }

  field(label: string | RegExp): Locator {
    return this.page.getByLabel(label, {exact: typeof label === 'string'});
  }

  async fill(values: Record<string, string>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Presses a button of the open dialog, which has no barrier and then closes. */
  async agree(name: string | RegExp): Promise<void> {
    assert.deepEqual(await barriersOf(this.page), []);
    await this.dialog()
      .getByRole('button', {name, exact: typeof name === 'string'})
      .click();
    await this.dialog().waitFor({state: 'hidden'});
    await this.settled();
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

  /** The next answer of a path gets lost, after all was done. */
  async loseAnswer(path: string): Promise<void> {
    await this.page.route(
      this.origin + path,
      async route => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      {times: 1},
    );
  }

  private async isShown(): Promise<boolean> {
    // A navigation takes the page away from under the question.
    return this.page.evaluate<boolean>(IS_SHOWN).catch(() => false);
  }

  /** Does what shows another screen, and waits for it. */
  private async loads(work: () => Promise<unknown>): Promise<void> {
    this.watch.isLoading = true;
    await work();
    await this.settled();
    this.watch.isLoading = false;
  }
}
