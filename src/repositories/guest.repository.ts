import {BindingScope, injectable} from '@loopback/core';
import type {Transaction} from '../database/database';
import type {Contact} from './booking.repository';

/** People who book without an account: rows of `users` without a password. */
@injectable({scope: BindingScope.SINGLETON})
export class GuestRepository {
  /**
   * The id of the person with this address, made as a guest when there is none. An existing account is never changed:
   * the booking keeps the contact's own words (rule 17).
   */
  async findOrCreate(tx: Transaction, contact: Contact): Promise<number> {
    return (await this.identify(tx, contact)).id;
  }

  /** The same; `isNew`: nobody had this address, so nothing else can be theirs yet. */
  async identify(tx: Transaction, contact: Contact): Promise<{id: number; isNew: boolean}> {
    const email = contact.email.trim();
    for (;;) {
      const [existing] = await tx.rows<{id: number}>(
        'select id from users where lower(email) = lower(:email)',
        {email},
      );
      if (existing !== undefined) return {...existing, isNew: false};
      const [created] = await tx.rows<{id: number}>(
        `insert into users (email, first_name, last_name, phone)
         values (:email, :firstName, :lastName, :phone)
         on conflict (lower(email)) do nothing returning id`,
        {...contact, email, phone: contact.phone ?? null},
      );
      if (created !== undefined) return {...created, isNew: true};
    }
  }
}
