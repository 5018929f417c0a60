import {BindingScope, inject, injectable} from '@loopback/core';
import {DomainError} from '../domain/errors';
import type {TimelineRepository, TimelineRow} from '../repositories/timeline.repository';

export type TimelineItem = Omit<TimelineRow, 'at'> & {at: string};

/** What happened to a booking, in one call. */
@injectable({scope: BindingScope.SINGLETON})
export class TimelineService {
  constructor(@inject('repositories.TimelineRepository') private readonly timelines: TimelineRepository) {}

  /** @throws DomainError BOOKING_NOT_FOUND */
  async ofBooking(id: number): Promise<{items: TimelineItem[]}> {
    const rows = await this.timelines.ofBooking(id);
    if (rows.length === 0) throw new DomainError('BOOKING_NOT_FOUND', 'There is no such booking');
    return {items: rows.map(row => ({...row, at: row.at.toISOString()}))};
  }
}
