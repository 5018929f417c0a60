/** The pages that mails lead to, on the booking front-end. */
export type MailPage = 'booking' | 'choice' | 'reset-password' | 'verify-email' | 'waiting-list';

/** Stands for a token where staff look at a mail. */
const HIDDEN = 'hidden';

/**
 * Addresses for mails. The token is behind the #, which no server, no log and no other page gets to see.
 * @param base ends with a slash
 * @param isHidden whether tokens are left out
 */
export class MailLinks {
  constructor(
    private readonly base: string,
    private readonly isHidden: boolean,
  ) {}

  booking(reference: string, token: string, page: 'booking' | 'choice'): string {
    const choice = page === 'choice' ? '&choose' : '';
    return this.to(`booking=${encodeURIComponent(reference)}${choice}`, token);
  }

  waitingList(reference: string, token: string): string {
    return this.to(`waiting-list=${encodeURIComponent(reference)}`, token);
  }

  page(page: Exclude<MailPage, 'booking' | 'choice' | 'waiting-list'>, token: string): string {
    return this.to(page, token);
  }

  private to(query: string, token: string): string {
    return `${this.base}?${query}#token=${this.isHidden ? HIDDEN : token}`;
  }
}
