import {createHmac, timingSafeEqual} from 'node:crypto';
import {BindingScope, inject, injectable} from '@loopback/core';
import type {Config} from '../config';
import {DomainError} from '../domain/errors';
import {AppBindings} from '../keys';

const MAC_BYTES = 12;

/** Cursors for key paging: opaque to clients, signed so that one that was tampered with is told from a good one. */
@injectable({scope: BindingScope.SINGLETON})
export class CursorService {
  private readonly key: Buffer;

  constructor(@inject(AppBindings.CONFIG) config: Readonly<Config>) {
    this.key = createHmac('sha256', config.auth.jwtSecret).update('cursor').digest();
  }

  /** @param list names the list and its order, so that one list's cursor is refused by another */
  encode(list: string, position: (string | number)[]): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.mac(list, payload), payload]).toString('base64url');
  }

  /** @throws DomainError INVALID_CURSOR */
  decode(list: string, cursor: string): (string | number)[] {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    const given = bytes.subarray(0, MAC_BYTES);
    // Decoding skips what is no base64: without the first test many spellings would be the same cursor.
    const isOurs =
      bytes.toString('base64url') === cursor &&
      given.length === MAC_BYTES &&
      timingSafeEqual(given, this.mac(list, payload));
    if (!isOurs) {
      throw new DomainError('INVALID_CURSOR', 'This cursor is not one of ours: start again without it');
    }
    return JSON.parse(payload.toString());
  }

  private mac(list: string, payload: Buffer): Buffer {
    return createHmac('sha256', this.key).update(`${list}\n`).update(payload).digest().subarray(0, MAC_BYTES);
  }
}
