import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {EventOutcome, PaymentProvider} from '../domain/statuses';
import {PaymentProviderEvent} from '../models/payment-provider-event.model';
import {tableRepository} from './table.repository';

export interface NewEvent {
  id: string;
  type: string;
  objectId: string | null;
  occurredAt: Date;
}

export interface EventConclusion {
  outcome: EventOutcome;
  note: string | null;
  bookingId: number | null;
}

const MAX_NOTE = 500;
/** The provider repeats an event for some days; afterwards it is history. */
const KEEP_DAYS = 400;

@injectable({scope: BindingScope.SINGLETON})
export class PaymentProviderEventRepository extends tableRepository<
  PaymentProviderEvent,
  PaymentProviderEvent['id']
>(PaymentProviderEvent) {
  /** An early look, which spares the work; `add` has the last word. */
  async isKnown(eventId: string): Promise<boolean> {
    const rows = await this.db.rows('select id from payment_provider_events where event_id = :eventId', {
      eventId,
    });
    return rows.length > 0;
  }

  /**
   * A twin that is being received at this moment is waited for.
   * @returns undefined when it was received before
   */
  async add(
    tx: Transaction,
    {id: eventId, type: eventType, objectId, occurredAt}: NewEvent,
    provider: PaymentProvider,
  ): Promise<number | undefined> {
    const [row] = await tx.rows<{id: number}>(
      `insert into payment_provider_events (provider, event_id, event_type, object_id, occurred_at, outcome)
       values (:provider, :eventId, :eventType, :objectId, :occurredAt, 'ignored')
       on conflict on constraint payment_provider_events_event_id_key do nothing
       returning id`,
      {provider, eventId, eventType, objectId, occurredAt},
    );
    return row?.id;
  }

  /** Whether staff were told of this object of the provider, whatever they did about it. */
  async hasAttention(tx: Transaction, objectId: string): Promise<boolean> {
    const rows = await tx.rows(
      `select id from payment_provider_events where object_id = :objectId and outcome = 'attention' limit 1`,
      {objectId},
    );
    return rows.length > 0;
  }

  async conclude(tx: Transaction, id: number, {outcome, note, bookingId}: EventConclusion): Promise<void> {
    await tx.rows(
      `update payment_provider_events set outcome = :outcome, note = :note, booking_id = :bookingId where id = :id`,
      {id, outcome, bookingId, note: note?.slice(0, MAX_NOTE) ?? null},
    );
  }

  /** @returns undefined when there is no such event, or nothing of it is open */
  async resolve(tx: Transaction, id: number, resolution: string, by: number): Promise<string | undefined> {
    const [row] = await tx.rows<{note: string}>(
      `update payment_provider_events
       set resolved_at = now(), resolved_by = :by, resolution = :resolution
       where id = :id and outcome = 'attention' and resolved_at is null
       returning coalesce(note, event_type) as note`,
      {id, resolution, by},
    );
    return row?.note;
  }

  /** What somebody has still to look at stays. @returns how many were removed */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const removed = await this.db.rows(
      `delete from payment_provider_events where id in (
         select id from payment_provider_events
         where received_at < :before and (outcome <> 'attention' or resolved_at is not null)
         order by received_at limit :limit
       ) returning id`,
      {before: new Date(now.getTime() - KEEP_DAYS * 86_400_000), limit},
    );
    return removed.length;
  }
}
