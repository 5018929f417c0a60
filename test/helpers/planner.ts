import type {TestApp} from './app';
import {type Record_, StaffRecords} from './staff-records';

/** A session in UTC, as answers have it. */
export const day = (date: string, from = '09:00', to = '16:00') => ({
  startDatetime: `${date}T${from}:00.000Z`,
  endDatetime: `${date}T${to}:00.000Z`,
});

/** What staff do who plan schedules, over HTTP. */
export class Planner {
  readonly schedules: StaffRecords;

  constructor(
    private readonly app: TestApp,
    private readonly token: string,
  ) {
    this.schedules = new StaffRecords(app, token, '/api/admin/schedules');
  }

  /** A draft on 4 May 2027, at a venue of its own with 20 places. */
  async draft(values: object = {}): Promise<Record_> {
    const {given} = this.app;
    const [courseId, venueId] = [await given.course(), await given.venue({capacity: 20})];
    return this.schedules.created({courseId, venueId, sessions: [day('2027-05-04')], ...values});
  }

  async published(values: object = {}): Promise<Record_> {
    const {id} = await this.draft(values);
    const {body} = await this.app.post(`/api/admin/schedules/${id}/publish`, undefined, {token: this.token});
    return body;
  }
}
