import {mkdirSync} from 'node:fs';
import path from 'node:path';
import type {Browser, BrowserContext} from 'playwright-core';
import {PROJECT_ROOT} from '../../../src/config';
import {givenApplication, type TestApp} from '../app';
import {PASSWORD} from '../auth';
import {launchChromium} from './chromium';
import {Visitor} from './visitor';
import {Watch} from './watch';

const PICTURES = path.join(PROJECT_ROOT, '.data', 'browser-failures');
const STEP_LIMIT_MS = 15_000;

export interface VisitorOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  /** Who is signed in to the console. */
  as?: Staff;
}

export interface Staff {
  email: string;
  password: string;
}

/** Of the development seeds. */
export const SEEDED_ADMIN: Staff = {email: 'admin@reactfasttraining.co.uk', password: 'admin123'};

type Start = () => Promise<TestApp>;

/** A real application and a real browser for the tests of one file. */
export class Site {
  private browser: Browser;
  app: TestApp;
  private readonly visits: {context: BrowserContext; watch: Watch; visitor: Visitor}[] = [];

  constructor(private readonly startApp: Start) {}

  async start(): Promise<void> {
    [this.app, this.browser] = await Promise.all([this.startApp(), launchChromium()]);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.app?.stop();
  }

  /** A browser of its own, whose clock is the application's. */
  async visitor({width = 1280, height = 900, theme = 'light', as}: VisitorOptions = {}): Promise<Visitor> {
    const origin = this.app.url;
    const context = await this.browser.newContext({
      viewport: {width, height},
      colorScheme: theme,
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      ...(as && {storageState: await this.signedIn(as)}),
    });
    context.setDefaultTimeout(STEP_LIMIT_MS);
    await context.clock.setFixedTime(this.app.now);
    const watch = new Watch(origin);
    await watch.attach(context);
    const visitor = new Visitor(context, await context.newPage(), watch, origin);
    this.visits.push({context, watch, visitor});
    return visitor;
  }

  /** An account of staff that nobody else uses. */
  async staff(firstName = 'Sam'): Promise<Staff> {
    const {email, id} = await this.app.givenSignIn('admin');
    await this.app.rows('update users set first_name = $2 where id = $1', [id, firstName]);
    return {email, password: PASSWORD};
  }

  /** Time passes for the application and for all browsers. */
  async passes(time: {minutes?: number; days?: number}): Promise<void> {
    this.app.passes(time);
    for (const {context} of this.visits) await context.clock.setFixedTime(this.app.now);
  }

  /** Runs a test, and fails it too for what went wrong in a browser meanwhile. */
  test(work: (site: Site) => Promise<void>): Mocha.AsyncFunc {
    const site = this;
    return async function (this: Mocha.Context) {
      try {
        await work(site);
        for (const {visitor, watch} of site.visits) {
          await visitor.settled();
          watch.verify();
        }
      } catch (error) {
        await site.keepPictures(this.test?.fullTitle() ?? 'test');
        throw error;
      } finally {
        for (const {context} of site.visits.splice(0)) await context.close();
      }
    };
  }

  /** What the browser keeps of a sign-in, without typing it each time. */
  private async signedIn({email, password}: Staff) {
    const {body} = await this.app.post('/api/auth/login', {email, password});
    const value = JSON.stringify({refreshToken: body.refreshToken, user: body.user});
    const localStorage = [{name: 'training-admin:session', value}];
    return {cookies: [], origins: [{origin: this.app.url, localStorage}]};
  }

  private async keepPictures(title: string): Promise<void> {
    mkdirSync(PICTURES, {recursive: true});
    for (const [index, {visitor}] of this.visits.entries()) {
      const name = `${title.replaceAll(/[^\w]+/g, '-').slice(0, 80)}-${index + 1}.png`;
      // The picture is a help; what failed is told all the same.
      await visitor.page.screenshot({path: path.join(PICTURES, name)}).catch(() => {});
    }
  }
}

/** For one `describe`: its application and browser start before its tests and stop after them. */
export function givenSite(start: Start = givenApplication): Site {
  const site = new Site(start);
  before(() => site.start());
  after(() => site.stop());
  return site;
}
