import assert from 'node:assert/strict';
import type {MailDeliveryService} from '../../src/services/mail/mail-delivery.service';
import type {TestApp} from './app';
import {type Booked, book} from './booking';

export interface MailRow {
  id: string;
  recipient: string;
  email_type: string;
  subject: string;
  status: string;
  attempts: number;
  error_message: string | null;
  payload: object;
  message_id: string | null;
  locked_until: Date | null;
  next_attempt_at: Date | null;
  sent_at: Date | null;
  created_at: Date;
}

export function delivery(app: TestApp): Promise<MailDeliveryService> {
  return app.application.get<MailDeliveryService>('services.MailDeliveryService');
}

/** One attempt for a mail, as its job makes it. */
export async function attempt(app: TestApp, id: string | number, stopping?: AbortSignal): Promise<void> {
  await (await delivery(app)).send(Number(id), stopping);
}

/** One attempt for each mail that waits. */
export async function sendQueued(app: TestApp): Promise<void> {
  const queued = await app.rows<MailRow>(`select id from email_logs where status = 'queued' order by id`);
  for (const {id} of queued) await attempt(app, id);
}

/** The mails of an address, oldest first. */
export function mailRows(app: TestApp, recipient: string): Promise<MailRow[]> {
  return app.rows<MailRow>('select * from email_logs where recipient = $1 order by id', [recipient]);
}

export async function mailRow(app: TestApp, id: string | number): Promise<MailRow> {
  const [row] = await app.rows<MailRow>('select * from email_logs where id = $1', [id]);
  return row ?? assert.fail(`there is no mail ${id}`);
}

let count = 0;

export function newAddress(): string {
  count += 1;
  return `mail-${process.pid}-${count}@example.com`;
}

/** Somebody's booking that is confirmed at once, as it costs nothing, with its mail queued. */
export async function givenQueuedMail(
  app: TestApp,
  contact: object = {},
): Promise<{id: string; address: string; booked: Booked; scheduleId: number}> {
  const address = newAddress();
  const scheduleId = await app.given.schedule({price: '0.00'});
  const booked = await book(app, scheduleId, {
    contact: {firstName: 'Ann', lastName: 'Lee', email: address, ...contact},
  });
  const [row] = await mailRows(app, address);
  return {id: row?.id ?? assert.fail('no mail is queued'), address, booked, scheduleId};
}

/** The part of a link behind `#token=`. */
export function tokenIn(text: string | undefined): string {
  return /#token=([\w.-]+)/.exec(text ?? '')?.[1] ?? assert.fail(`there is no token in ${text}`);
}
