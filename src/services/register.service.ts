import type {Writable} from 'node:stream';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {UserPrincipal} from '../access';
import type {Database, Queryable, Transaction} from '../database/database';
import {
  type Change,
  changesOf,
  checkAttendedToPass,
  checkDayHasCome,
  checkMarkable,
  checkRegisterOpen,
} from '../domain/attendance';
import {DomainError} from '../domain/errors';
import type {Assessment, Attendance} from '../domain/statuses';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import {
  type InstructorScheduleFilter,
  type InstructorScheduleRow,
  instructorScheduleList,
} from '../repositories/lists/instructor-schedule.list';
import {registerList} from '../repositories/lists/register.list';
import type {
  RegisterAttendeeRow,
  RegisterRepository,
  RegisterScheduleRow,
} from '../repositories/register.repository';
import type {SessionAttendanceRepository} from '../repositories/session-attendance.repository';
import type {CsvService} from './csv.service';
import type {ListQuery, ListService, Page} from './list.service';
import {
  type Register,
  type RegisterRows,
  type StaffRegister,
  toRegister,
  toStaffRegister,
} from './register-view';

/** Who looks: instructors see their own schedules, admins all. */
export type Viewer = Pick<UserPrincipal, 'id' | 'role'>;
/** Who marks, and from where. */
export type Marker = Viewer & {actor: Actor};

interface Mark {
  attendeeId: number;
  attendance: Attendance;
}

interface AssessmentOf {
  attendeeId: number;
  assessment: Assessment;
}

type Changes<Value> = Change<RegisterAttendeeRow, Value>[];

/** Who comes to a schedule, who was there and who passed: for its instructor and for the office. */
@injectable({scope: BindingScope.SINGLETON})
export class RegisterService {
  constructor(
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.RegisterRepository') private readonly registers: RegisterRepository,
    @inject('repositories.SessionAttendanceRepository') private readonly marks: SessionAttendanceRepository,
    @inject('repositories.AdminActivityLogRepository') private readonly activity: AdminActivityLogRepository,
    @inject('services.ListService') private readonly lists: ListService,
    @inject('services.CsvService') private readonly csv: CsvService,
  ) {}

  /** @throws DomainError INVALID_CURSOR */
  schedules(
    query: ListQuery<Omit<InstructorScheduleFilter, 'instructorId'>>,
    {id, role}: Viewer,
  ): Promise<Page<InstructorScheduleRow>> {
    const filter = role === 'admin' ? query.filter : {...query.filter, instructorId: id};
    return this.lists.page<InstructorScheduleRow, InstructorScheduleFilter>(instructorScheduleList, {
      ...query,
      filter,
    });
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND, also for another instructor's */
  async read(scheduleId: number, viewer: Viewer): Promise<Register> {
    return toRegister(await this.rows(this.database, scheduleId, viewer));
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND */
  async readForStaff(scheduleId: number, viewer: Viewer): Promise<StaffRegister> {
    return toStaffRegister(await this.rows(this.database, scheduleId, viewer));
  }

  /** @throws DomainError SCHEDULE_NOT_FOUND, before anything is written */
  async writeCsv(scheduleId: number, viewer: Viewer, open: () => Writable): Promise<void> {
    await this.findSchedule(this.database, scheduleId, viewer);
    const sessions = await this.registers.sessions(this.database, scheduleId);
    await this.csv.write(registerList(sessions), {filter: {scheduleId}}, open());
  }

  /**
   * Marks who was at one session, all or nobody; `expected` takes a mark back. What is already so stays untouched.
   * @throws DomainError SCHEDULE_NOT_FOUND, SESSION_NOT_FOUND, REGISTER_CLOSED, SESSION_NOT_BEGUN, ATTENDEE_NOT_FOUND,
   *   ATTENDANCE_REQUIRED when somebody has passed who would not have attended, VALIDATION_FAILED
   */
  async mark(
    {scheduleId, sessionId}: {scheduleId: number; sessionId: number},
    wanted: readonly Mark[],
    marker: Marker,
  ): Promise<Register> {
    return this.change(scheduleId, marker, async (tx, {sessions, attendees}) => {
      const session = sessions.find(({id}) => id === sessionId);
      if (session === undefined) {
        throw new DomainError('SESSION_NOT_FOUND', 'This schedule has no such session');
      }
      checkDayHasCome(session.startDatetime, this.clock());
      const values = wanted.map(({attendeeId, attendance}) => ({attendeeId, value: attendance}));
      const changes = changesOf(attendees, row => attendanceAt(row, sessionId), values, '/marks');
      checkMarkable(attendeesOf(changes), marker.role);
      checkAttendedToPass(changes.map(({attendee, to}) => ({...attendee, attendance: to})));
      const marks = changes.map(({attendee, to}) => ({attendeeId: attendee.id, attendance: to}));
      await this.marks.mark(tx, sessionId, marks, {by: marker.id, now: this.clock()});
      await this.log(tx, marker.actor, changes, 'attendance', {sessionId});
    });
  }

  /**
   * Says who passed, all or nobody; `pending` takes an assessment back.
   * @throws DomainError SCHEDULE_NOT_FOUND, REGISTER_CLOSED, SESSION_NOT_BEGUN, ATTENDEE_NOT_FOUND, VALIDATION_FAILED,
   *   ATTENDANCE_REQUIRED when somebody is to pass who did not attend all sessions
   */
  async assess(scheduleId: number, wanted: readonly AssessmentOf[], marker: Marker): Promise<Register> {
    return this.change(scheduleId, marker, async (tx, {schedule, attendees}) => {
      checkDayHasCome(schedule.startDatetime, this.clock());
      const values = wanted.map(({attendeeId, assessment}) => ({attendeeId, value: assessment}));
      const changes = changesOf(attendees, row => row.assessment, values, '/assessments');
      checkMarkable(attendeesOf(changes), marker.role);
      checkAttendedToPass(changes.map(({attendee, to}) => ({...attendee, assessment: to})));
      const assessments = changes.map(({attendee, to}) => ({attendeeId: attendee.id, assessment: to}));
      await this.registers.assess(tx, assessments, {by: marker.id, now: this.clock()});
      await this.log(tx, marker.actor, changes, 'assessment', {});
    });
  }

  /** Under the schedule's lock, which everybody takes who changes its bookings. */
  private async change(
    scheduleId: number,
    marker: Marker,
    work: (tx: Transaction, rows: RegisterRows) => Promise<void>,
  ): Promise<Register> {
    return this.database.inTransaction(async tx => {
      await this.registers.lockSchedule(tx, scheduleId);
      const rows = await this.rows(tx, scheduleId, marker);
      checkRegisterOpen(rows.schedule.status);
      await work(tx, rows);
      return toRegister(await this.rows(tx, scheduleId, marker));
    });
  }

  private async rows(on: Queryable, scheduleId: number, viewer: Viewer): Promise<RegisterRows> {
    const schedule = await this.findSchedule(on, scheduleId, viewer);
    const sessions = await this.registers.sessions(on, scheduleId);
    return {schedule, sessions, attendees: await this.registers.attendees(on, scheduleId)};
  }

  private async findSchedule(on: Queryable, id: number, viewer: Viewer): Promise<RegisterScheduleRow> {
    const schedule = await this.registers.findSchedule(on, id);
    const isTheirs = viewer.role === 'admin' || schedule?.instructorId === viewer.id;
    if (schedule === undefined || !isTheirs) {
      throw new DomainError('SCHEDULE_NOT_FOUND', 'There is no such schedule');
    }
    return schedule;
  }

  /** A row for each booking, so that its timeline shows it. */
  private async log(
    tx: Transaction,
    actor: Actor,
    changes: Changes<string>,
    what: 'attendance' | 'assessment',
    where: object,
  ): Promise<void> {
    for (const bookingId of new Set(changes.map(({attendee}) => attendee.bookingId))) {
      const ofBooking = changes.filter(({attendee}) => attendee.bookingId === bookingId);
      const valuesOf = (side: 'from' | 'to') => ({
        ...where,
        attendees: ofBooking.map(change => ({id: change.attendee.id, [what]: change[side]})),
      });
      await this.activity.append(tx, actor, {
        action: `booking.${what}_marked`,
        entityType: 'booking',
        entityId: bookingId,
        oldValues: valuesOf('from'),
        newValues: valuesOf('to'),
      });
    }
  }
}

function attendeesOf<Attendee>(changes: readonly {attendee: Attendee}[]): Attendee[] {
  return changes.map(({attendee}) => attendee);
}

function attendanceAt({sessions}: RegisterAttendeeRow, sessionId: number): Attendance {
  return sessions.find(session => session.sessionId === sessionId)?.attendance ?? 'expected';
}
