import {BindingScope, injectable} from '@loopback/core';
import type {Queryable, Transaction} from '../database/database';
import type {UserRole} from '../domain/statuses';
import {User} from '../models/user.model';
import {tableRepository} from './table.repository';

/** What signing in needs to know of a user. */
export interface Account {
  id: number;
  email: string;
  /** Null: a guest, who can't sign in. */
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: UserRole;
  isActive: boolean;
  emailVerified: boolean;
}

export interface NewAccount {
  email: string;
  passwordHash: string;
  firstName: string;
  lastName: string;
  phone: string | null;
}

const ACCOUNT_COLUMNS = `id, email, password_hash as "passwordHash", first_name as "firstName",
  last_name as "lastName", phone, role, is_active as "isActive", email_verified_at is not null as "emailVerified"`;

@injectable({scope: BindingScope.SINGLETON})
export class UserRepository extends tableRepository<User, User['id']>(User) {
  /** Compared whatever its case. */
  async findAccountByEmail(email: string, on: Queryable = this.db): Promise<Account | undefined> {
    const [account] = await on.rows<Account>(
      `select ${ACCOUNT_COLUMNS} from users where lower(email) = lower(:email)`,
      {email},
    );
    return account;
  }

  async findAccount(id: number, on: Queryable = this.db): Promise<Account | undefined> {
    const [account] = await on.rows<Account>(`select ${ACCOUNT_COLUMNS} from users where id = :id`, {id});
    return account;
  }

  /**
   * Locks the user until the transaction ends: whatever changes a user's password or sign-ins takes turns by this lock,
   * and takes it before any other. Bookings that refer to the user do not wait for it.
   */
  async lockAccount(tx: Transaction, id: number): Promise<Account | undefined> {
    const [account] = await tx.rows<Account>(
      `select ${ACCOUNT_COLUMNS} from users where id = :id for no key update`,
      {id},
    );
    return account;
  }

  /**
   * The signed-in user as of now, in one query: active, and the sign-in has a token left that is neither used nor
   * revoked.
   */
  async findSignedIn(userId: number, sessionId: string): Promise<Account | undefined> {
    const [account] = await this.db.rows<Account>(
      `select ${ACCOUNT_COLUMNS} from users u
       where id = :userId and is_active and exists (
         select 1 from refresh_tokens t
         where t.family_id = :sessionId and t.user_id = u.id and t.used_at is null and t.revoked_at is null
       )`,
      {userId, sessionId},
    );
    return account;
  }

  /**
   * Adds a customer's account, or turns the guest with that address into one. Its address is not verified by that.
   * @returns undefined when there is an account with that address already
   */
  async addAccount(tx: Transaction, account: NewAccount): Promise<Account | undefined> {
    const [added] = await tx.rows<Account>(
      `insert into users as u (email, password_hash, first_name, last_name, phone, role)
       values (:email, :passwordHash, :firstName, :lastName, :phone, 'customer')
       on conflict (lower(email)) do update
       set email = excluded.email, password_hash = excluded.password_hash, first_name = excluded.first_name,
           last_name = excluded.last_name, phone = coalesce(excluded.phone, u.phone), email_verified_at = null,
           updated_at = now(), version = u.version + 1
       where u.password_hash is null and u.role = 'customer' and u.is_active
       returning ${ACCOUNT_COLUMNS}`,
      {...account},
    );
    return added;
  }

  async recordSignIn(tx: Transaction, id: number, now: Date): Promise<void> {
    await tx.rows('update users set last_login = :now where id = :id', {id, now});
  }

  /** The link in a mail set it, so the address is proven too. */
  async setPassword(tx: Transaction, id: number, passwordHash: string, now: Date): Promise<void> {
    await tx.rows(
      `update users
       set password_hash = :passwordHash, email_verified_at = coalesce(email_verified_at, :now),
           updated_at = :now, version = version + 1
       where id = :id`,
      {id, passwordHash, now},
    );
  }

  async verifyEmail(tx: Transaction, id: number, now: Date): Promise<void> {
    await tx.rows(
      `update users set email_verified_at = :now, updated_at = :now where id = :id and email_verified_at is null`,
      {id, now},
    );
  }

  /**
   * Active admins beside this one who can sign in. Changes that take somebody's role away take turns by this lock, so two admins
   * can't make each other the last.
   */
  async countOtherAdmins(tx: Transaction, id: number): Promise<number> {
    await tx.rows(`select pg_advisory_xact_lock(hashtext('admins'))`);
    const [row] = await tx.rows<{count: number}>(
      `select count(*)::integer as count from users 
       where role = 'admin' and is_active and password_hash is not null and id <> :id`,
      {id},
    );
    return row?.count ?? 0;
  }

  /** The links that were sent to the old address end, too. */
  async unverifyEmail(tx: Transaction, id: number, now: Date): Promise<void> {
    await tx.rows('update users set email_verified_at = null where id = :id', {id});
    for (const links of ['email_verifications', 'password_resets']) {
      await tx.rows(`update ${links} set used_at = :now where user_id = :id and used_at is null`, {id, now});
    }
  }

  /** Schedules that this instructor is still to give. */
  async countUpcomingSchedules(tx: Transaction, id: number, now: Date): Promise<number> {
    const [row] = await tx.rows<{count: number}>(
      `select count(*)::integer as count from course_schedules
       where instructor_id = :id and status in ('draft', 'published') and end_datetime > :now`,
      {id, now},
    );
    return row?.count ?? 0;
  }
}
