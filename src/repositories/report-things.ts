import type {ReportThing} from '../domain/report-range';
import type {Sums} from '../domain/reports';

/** A row of a report as SQL returns it: its figures beside its name. */
export type FlatRow = {key: string; label: string} & Sums;

type Thing = Exclude<ReportThing, 'all'>;

/** What a schedule (`s`) counts for. */
export const THING_COLUMNS: Readonly<Record<Thing, string>> = {
  course: 's.course_id',
  venue: 's.venue_id',
  instructor: 's.instructor_id',
};

/** Where its name is (`n`). */
export const THING_NAMES: Readonly<Record<Thing, {from: string; name: string}>> = {
  course: {from: 'courses n', name: 'n.name'},
  venue: {from: 'venues n', name: `n.name || ', ' || n.city`},
  instructor: {from: 'users n', name: `n.first_name || ' ' || n.last_name`},
};
