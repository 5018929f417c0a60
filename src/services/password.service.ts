import {BindingScope, inject, injectable} from '@loopback/core';
import bcrypt from 'bcryptjs';
import type {Config} from '../config';
import {AppBindings} from '../keys';

/** Salt and digest of no password; comparing with it takes as long as with a real one. */
const NOBODY = 'abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu';

/** Hashes and compares passwords. */
@injectable({scope: BindingScope.SINGLETON})
export class PasswordService {
  private readonly cost: number;
  private readonly hashOfNobody: string;

  constructor(@inject(AppBindings.CONFIG) {auth}: Readonly<Config>) {
    this.cost = auth.bcryptCost;
    this.hashOfNobody = `$2b$${String(auth.bcryptCost).padStart(2, '0')}$${NOBODY}`;
  }

  /** The caller has checked the password's length (`requirePassword`). */
  hash(password: string): Promise<string> {
    return bcrypt.hash(password, this.cost);
  }

  /** Takes the same time when there is no account (no hash), so that timing tells nothing. */
  async matches(password: string, hash: string | null | undefined): Promise<boolean> {
    const isSame = await bcrypt.compare(password, hash ?? this.hashOfNobody);
    // bcrypt ignores what follows 72 bytes, so a longer one could pass for the account's.
    return isSame && hash != null && !bcrypt.truncates(password);
  }
}
