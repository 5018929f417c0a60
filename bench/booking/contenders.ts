/** Who books: the application, pgbench with its SQL, and Express + Knex. */
import type {BenchDatabase} from '../http/database';
import {type Load, load} from '../http/load';
import {JWT_SECRET, POOL_SIZE, Server} from '../http/processes';
import {type Amount, Pgbench} from './pgbench';
import {bookingOf, post} from './request';
import {SCRIPT_MAIL, type Script} from './script';

export const CONTENDERS = ['ours', 'pgbench', 'express-knex'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Schedules that are booked, by id and without a gap. */
export interface Schedules {
  first: number;
  last: number;
}

export interface Contender {
  name: ContenderName;
  /** What the addresses of its bookers begin with. */
  mailPrefix: string;
  /** Books for so long. */
  run(schedules: Schedules, seconds: number): Promise<Load>;
  /** Books so often, for a look at what that leaves. */
  make(schedules: Schedules, bookings: number): Promise<unknown>;
  stop(): Promise<void>;
}

export class HttpContender implements Contender {
  private bookers = 0;

  private constructor(
    readonly name: ContenderName,
    private readonly server: Server,
    readonly mailPrefix: string,
  ) {}

  static async ours(database: BenchDatabase, nodeOptions: readonly string[]): Promise<Contender> {
    return new HttpContender('ours', await Server.ours(database, {nodeOptions}), 'ours');
  }

  static async express({connection}: BenchDatabase): Promise<Contender> {
    const server = await Server.peer('express-knex', {
      connection,
      poolSize: POOL_SIZE,
      config: {
        auth: {jwtSecret: JWT_SECRET, accessTokenMinutes: 15, refreshTokenDays: 30, bcryptCost: 10},
        booking: {cardHoldMinutes: 15, invoiceHoldDays: 7, waitingListOfferHours: 24},
      },
      answers: {},
    });
    return new HttpContender('express-knex', server, 'express');
  }

  run(schedules: Schedules, seconds: number): Promise<Load> {
    const body = () => this.nextBooking(schedules);
    return load(this.server, {name: 'booking', path: '/api/bookings', body, peers: []}, '', seconds);
  }

  async make(schedules: Schedules, bookings: number): Promise<void> {
    for (let made = 0; made < bookings; made += 1) {
      const {status, text} = await post(this.server, this.nextBooking(schedules));
      if (status !== 201) throw new Error(`${this.name} answers ${status}: ${text}`);
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private nextBooking({first, last}: Schedules): object {
    this.bookers += 1;
    return bookingOf(first + (this.bookers % (last - first + 1)), `${this.mailPrefix}${this.bookers}`);
  }
}

export class PgbenchContender implements Contender {
  readonly name = 'pgbench';
  readonly mailPrefix = SCRIPT_MAIL;
  private readonly pgbench: Pgbench;

  constructor(program: string, {connection}: BenchDatabase, script: Script) {
    this.pgbench = new Pgbench(program, connection, script);
  }

  run(schedules: Schedules, seconds: number): Promise<Load> {
    return this.pgbench.run(schedules, {seconds});
  }

  async make(schedules: Schedules, bookings: number): Promise<void> {
    const amount: Amount = {each: bookings / POOL_SIZE};
    const {requests} = await this.pgbench.run(schedules, amount);
    if (requests !== bookings) throw new Error(`pgbench made ${requests} of ${bookings} bookings`);
  }

  async stop(): Promise<void> {}
}
