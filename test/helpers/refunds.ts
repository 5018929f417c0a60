import assert from 'node:assert/strict';
import type {Answer, TestApp} from './app';

/** What an admin does with refunds. */
export class RefundDesk {
  constructor(
    private readonly app: TestApp,
    private readonly token: string,
  ) {}

  ask(bookingId: number, amount: string, reason = 'goodwill'): Promise<Answer> {
    return this.app.post(`/api/admin/bookings/${bookingId}/refunds`, {amount, reason}, {token: this.token});
  }

  preview(bookingId: number, amount?: string): Promise<Answer> {
    const query = amount === undefined ? '' : `?amount=${amount}`;
    return this.app.get(`/api/admin/bookings/${bookingId}/refund-preview${query}`, {token: this.token});
  }

  read(id: number): Promise<Answer> {
    return this.app.get(`/api/admin/refunds/${id}`, {token: this.token});
  }

  approve(id: number): Promise<Answer> {
    return this.step(id, 'approve');
  }

  reject(id: number, reason = 'the course took place'): Promise<Answer> {
    return this.step(id, 'reject', {reason});
  }

  retry(id: number): Promise<Answer> {
    return this.step(id, 'retry');
  }

  paidBack(id: number, how: object = {}): Promise<Answer> {
    return this.step(id, 'paid-back', how);
  }

  /** Money that came in by hand. */
  async receive(bookingId: number, amount: string, paymentMethod = 'bank_transfer'): Promise<void> {
    const path = `/api/admin/bookings/${bookingId}/payments`;
    const {status, body} = await this.app.post(path, {amount, paymentMethod}, {token: this.token});
    assert.equal(status, 200, JSON.stringify(body));
  }

  /** A refund that was asked for, and approved when said so. */
  async given(bookingId: number, amount: string, approved = true): Promise<number> {
    const {status, body} = await this.ask(bookingId, amount);
    assert.equal(status, 201, JSON.stringify(body));
    if (approved) assert.equal((await this.approve(body.id)).status, 200);
    return body.id;
  }

  private step(id: number, verb: string, body?: object): Promise<Answer> {
    return this.app.post(`/api/admin/refunds/${id}/${verb}`, body, {token: this.token});
  }
}
