const LINE = `from waiting_list_entries w where w.course_schedule_id = s.id`;

/** What the waiting list of schedule `s` comes to. */
export const WAITING_COUNTS = {
  waitingEntries: `(select count(*)::integer ${LINE} and w.status = 'waiting')`,
  waitingSeats: `(select coalesce(sum(w.seats), 0)::integer ${LINE} and w.status = 'waiting')`,
  offeredSeats: `(select coalesce(sum(w.seats), 0)::integer ${LINE} and w.status = 'offered')`,
};
