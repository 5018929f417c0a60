import type {PublicScheduleRow} from '../repositories/course-schedule.repository';

/** Another date of a course, for those whose date was cancelled. */
export interface ProposedSchedule {
  id: number;
  startDatetime: string;
  endDatetime: string;
  seatsAvailable: number;
  venue: {id: number; name: string; city: string; postcode: string};
}

export function toProposal(row: PublicScheduleRow): ProposedSchedule {
  return {
    id: row.id,
    startDatetime: row.startDatetime.toISOString(),
    endDatetime: row.endDatetime.toISOString(),
    seatsAvailable: row.seatsAvailable,
    venue: {id: row.venueId, name: row.venueName, city: row.venueCity, postcode: row.venuePostcode},
  };
}
