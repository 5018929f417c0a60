import assert from 'node:assert/strict';
import type {CardShop} from '../card';

/** The payments by card at Stripe, by the place of their booking and of their charge in it. */
export class Cards {
  /** Stripe's ids. */
  private readonly intents = new Map<string, string>();

  constructor(private readonly shop: CardShop) {}

  /** What was begun before is gone on with. */
  keep(n: number, place: number, clientSecret: string | null | undefined): void {
    const [id] = clientSecret?.split('_secret_') ?? [];
    if (id !== undefined && ![...this.intents.values()].includes(id)) this.intents.set(`${n}-${place}`, id);
  }

  has(n: number, place: number): boolean {
    return this.intents.has(`${n}-${place}`);
  }

  charge(n: number, place: number): void {
    this.shop.stripe.account.pay(this.id(n, place));
  }

  decline(n: number, place: number): void {
    this.shop.stripe.account.decline(this.id(n, place));
  }

  /** Stripe tells of a payment. @param times when more than once: also by another event about the same */
  async tell(n: number, place: number, what: 'succeeded' | 'payment_failed', times: number): Promise<void> {
    const {stripe, app} = this.shop;
    const news = () => stripe.event(`payment_intent.${what}`, stripe.account.intent(this.id(n, place)));
    const event = news();
    for (const sent of times > 1 ? [event, event, news()] : [event]) {
      const {status, body} = await stripe.send(app, sent);
      assert.ok(status < 300, JSON.stringify(body));
    }
  }

  private id(n: number, place: number): string {
    return this.intents.get(`${n}-${place}`) ?? '';
  }
}
