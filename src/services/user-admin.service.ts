import {BindingScope, inject, injectable} from '@loopback/core';
import type {Database, Transaction} from '../database/database';
import {DomainError} from '../domain/errors';
import {AppBindings, type Clock} from '../keys';
import type {Actor, AdminActivityLogRepository} from '../repositories/admin-activity-log.repository';
import type {EmailVerificationRepository} from '../repositories/email-verification.repository';
import type {EditedRow} from '../repositories/lists/course.list';
import {type StaffUserRow, userList} from '../repositories/lists/user.list';
import type {RefreshTokenRepository} from '../repositories/refresh-token.repository';
import type {ResourceRepository} from '../repositories/resource.repository';
import type {UserRepository} from '../repositories/user.repository';
import {VERIFICATION_LIFE_MS} from './auth.service';
import {type Resource, type ResourceChange, ResourceService} from './resource.service';

export const users: Resource<StaffUserRow> = {
  entity: 'user',
  notFound: 'USER_NOT_FOUND',
  table: 'users',
  list: userList,
  writable: {
    email: 'email',
    firstName: 'first_name',
    lastName: 'last_name',
    phone: 'phone',
    role: 'role',
    isActive: 'is_active',
  },
  normalise: typed => (typeof typed.email === 'string' ? {...typed, email: typed.email.trim()} : typed),
  dependents: [
    {table: 'bookings', column: 'user_id', name: 'bookings'},
    {table: 'waiting_list_entries', column: 'user_id', name: 'places on waiting lists'},
    {table: 'course_schedules', column: 'instructor_id', name: 'schedules'},
    {table: 'admin_activity_logs', column: 'admin_id', name: 'activity log entries'},
  ],
};

/** Users as records: there is always an admin left, and who loses a role loses its sign-ins too. */
@injectable({scope: BindingScope.SINGLETON})
export class UserAdminService extends ResourceService {
  constructor(
    @inject(AppBindings.DATABASE) database: Database,
    @inject('repositories.ResourceRepository') resources: ResourceRepository,
    @inject('repositories.AdminActivityLogRepository') activity: AdminActivityLogRepository,
    @inject('repositories.UserRepository') private readonly userRows: UserRepository,
    @inject('repositories.RefreshTokenRepository') private readonly refreshTokens: RefreshTokenRepository,
    @inject('repositories.EmailVerificationRepository')
    private readonly verifications: EmailVerificationRepository,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
  ) {
    super(database, resources, activity);
  }

  /** @throws DomainError IN_USE also for whoever is signed in as this user */
  override async remove<Row extends EditedRow>(
    resource: Resource<Row>,
    id: number,
    version: number,
    actor: Actor,
  ): Promise<void> {
    if (id === actor.adminId) {
      throw new DomainError('IN_USE', 'You are signed in as this user: another admin has to do that');
    }
    await super.remove(resource, id, version, actor);
  }

  protected override async check<Row extends EditedRow>(
    tx: Transaction,
    _resource: Resource<Row>,
    change: ResourceChange<Row>,
  ): Promise<void> {
    const {before, values} = change as unknown as ResourceChange<StaffUserRow>;
    if (before === undefined || !before.isActive) return;
    const staysAs = values.isActive === false ? undefined : (values.role ?? before.role);
    if (before.role === 'admin' && staysAs !== 'admin') await this.checkAdminRemains(tx, before.id);
    if (before.role === 'instructor' && staysAs !== 'instructor') await this.checkUnassigned(tx, before.id);
  }

  private async checkAdminRemains(tx: Transaction, id: number): Promise<void> {
    if ((await this.userRows.countOtherAdmins(tx, id)) === 0) {
      throw new DomainError('LAST_ADMIN', 'This is the last active admin: make another one first');
    }
  }

  /** Nobody is left to find out on the day that a course has no instructor. */
  private async checkUnassigned(tx: Transaction, id: number): Promise<void> {
    const schedules = await this.userRows.countUpcomingSchedules(tx, id, this.clock());
    if (schedules > 0) {
      throw new DomainError(
        'IN_USE',
        `${schedules} coming schedules have this instructor: assign another one first`,
        {
          hanging: {schedules},
        },
      );
    }
  }

  /**
   * Whoever is deactivated, or has another role, signs in again. A new address is not verified yet, and the links that
   * went to the old one prove nothing about it.
   */
  protected override async after<Row extends EditedRow>(
    tx: Transaction,
    _resource: Resource<Row>,
    {before, values, id}: ResourceChange<Row> & {id: number},
  ): Promise<void> {
    if (before === undefined) return;
    if (values.isActive === false || values.role !== undefined) {
      await this.refreshTokens.revokeAllOf(tx, id, this.clock());
    }
    const {email, isGuest} = before as unknown as StaffUserRow;
    if (typeof values.email !== 'string' || values.email.toLowerCase() === email.toLowerCase()) return;
    await this.userRows.unverifyEmail(tx, id, this.clock());
    if (isGuest) return;
    const expiresAt = new Date(this.clock().getTime() + VERIFICATION_LIFE_MS);
    await this.verifications.queue(tx, {id, email: values.email}, expiresAt);
  }
}
