import type {RefundPayoutService} from '../../src/services/refund-payout.service';
import {type Answer, TestApp} from './app';
import {type Booked, book} from './booking';
import type {StripeIntent} from './stripe-objects';
import {StripeServer} from './stripe-server';
import {migratedDatabase} from './template';

/** An application that takes cards by a Stripe on this machine; `stop` ends both. */
export interface CardShop {
  app: TestApp;
  stripe: StripeServer;
  stop(): Promise<void>;
}

export async function givenCardShop(settings: Record<string, string> = {}): Promise<CardShop> {
  let app: TestApp | undefined;
  const stripe = await StripeServer.start(() => app?.now ?? new Date());
  app = await TestApp.start(await migratedDatabase(), {...stripe.settings, ...settings});
  const started = app;
  return {
    app: started,
    stripe,
    stop: async () => {
      await started.stop();
      await stripe.stop();
    },
  };
}

export interface CardBooking extends Booked {
  id: number;
  intent: StripeIntent;
  email: string;
}

/** A booking by card whose payment is begun; two seats at 75.00 unless said otherwise. */
export async function bookByCard(
  {app, stripe}: CardShop,
  request: {scheduleId?: number; seats?: number; email?: string; [field: string]: unknown} = {},
): Promise<CardBooking> {
  const {scheduleId, email = `payer-${Math.random().toString(36).slice(2)}@example.com`, ...rest} = request;
  const booked = await book(app, scheduleId ?? (await app.given.schedule()), {
    seats: 2,
    paymentMethod: 'card',
    contact: {firstName: 'Pay', lastName: 'Er', email},
    ...rest,
  });
  const [row] = await app.rows<{id: number}>('select id from bookings where booking_reference = $1', [
    booked.reference,
  ]);
  const [id = ''] = String(booked.made.payment.clientSecret).split('_secret_');
  return {...booked, id: row?.id ?? 0, intent: stripe.account.intent(id), email};
}

/** The customer pays at Stripe, and Stripe tells us. */
export function payByCard({app, stripe}: CardShop, {intent}: CardBooking): Promise<Answer> {
  return stripe.send(app, stripe.event('payment_intent.succeeded', stripe.account.pay(intent.id)));
}

export interface LedgerLine {
  kind: string;
  amount: string;
  status: string;
}

export async function ledgerOf(app: TestApp, bookingId: number): Promise<string[]> {
  const rows = await app.rows<LedgerLine>(
    'select kind, amount, status from payment_transactions where booking_id = $1 order by id',
    [bookingId],
  );
  return rows.map(({kind, amount, status}) => `${kind} ${amount} ${status}`);
}

export async function refundsOf(app: TestApp, bookingId: number): Promise<string[]> {
  const rows = await app.rows<{cause: string; amount: string; status: string}>(
    'select cause, amount, status from refunds where booking_id = $1 order by id',
    [bookingId],
  );
  return rows.map(({cause, amount, status}) => `${cause} ${amount} ${status}`);
}

/** What the job does: every refund that waits is paid out, or is left to staff. */
export async function payOutRefunds(app: TestApp): Promise<void> {
  await (await payoutsOf(app)).payOutAll();
}

export function payoutsOf(app: TestApp): Promise<RefundPayoutService> {
  return app.application.get<RefundPayoutService>('services.RefundPayoutService');
}
