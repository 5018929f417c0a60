import {type Application, BindingScope, CoreBindings, inject, injectable} from '@loopback/core';
import type {Config} from '../../config';
import type {Database} from '../../database/database';
import {AppBindings, type Clock} from '../../keys';
import type {BookingRepository} from '../../repositories/booking.repository';
import type {LoggedEmail} from '../../repositories/email-log.repository';
import type {MailFactsRepository} from '../../repositories/mail-facts.repository';
import type {SettingRepository} from '../../repositories/setting.repository';
import {toBookingView} from '../booking-view';
import type {TokenService} from '../token.service';
import {renderHtml, renderText} from './content';
import {MailLinks} from './mail-links';
import type {
  AccountMailView,
  AccountTemplate,
  AnyView,
  Attachment,
  BookingMailView,
  ScheduleMailView,
  SchedulePayload,
  Template,
} from './template';
import {templateOf} from './templates';

/** What a mail says. */
export interface ComposedMail {
  /** Of whom it goes to; empty when nobody knows. */
  name: string;
  text: string;
  html: string;
  attachments: Attachment[];
  /** Null: answers go to whom it comes from. */
  replyTo: string | null;
  /** Why it is not to be sent any more; null: it is. */
  obsoleteBecause: string | null;
}

/** Why a mail is not sent that can't be written any more. */
export const GONE = 'what it is about is gone, or its type is unknown';

/** For whose eyes: who gets it, or staff, to whom its links open nothing. */
type Reader = 'recipient' | 'staff';

/** Writes mails from what the database says at the moment; links are minted here and stored nowhere. */
@injectable({scope: BindingScope.SINGLETON})
export class MailComposerService {
  constructor(
    @inject(CoreBindings.APPLICATION_INSTANCE) private readonly application: Application,
    @inject(AppBindings.CONFIG) private readonly config: Readonly<Config>,
    @inject(AppBindings.CLOCK) private readonly clock: Clock,
    @inject(AppBindings.DATABASE) private readonly database: Database,
    @inject('repositories.BookingRepository') private readonly bookings: BookingRepository,
    @inject('repositories.MailFactsRepository') private readonly facts: MailFactsRepository,
    @inject('repositories.SettingRepository') private readonly settings: SettingRepository,
    @inject('services.TokenService') private readonly tokens: TokenService,
  ) {}

  /**
   * A mail as it would go out now.
   * @returns undefined when what it is about is gone, or no template of this build has its type
   */
  async compose(email: LoggedEmail, reader: Reader): Promise<ComposedMail | undefined> {
    const template = templateOf(email.emailType);
    const links = new MailLinks(this.config.mail.publicBaseUrl, reader === 'staff');
    if (template?.about === 'booking') {
      const company = email.payload.forCompany
        ? await this.facts.findCompany(email.bookingId ?? 0)
        : undefined;
      const view = await this.bookingView(email, links);
      const name = company?.name ?? fullName(view?.booking.contact);
      return view && this.write(forWhomItIs(template, email, company), view, name, reader);
    }
    if (template?.about === 'schedule') {
      const view = await this.scheduleView(email, links);
      return view && this.write(template, view, view.payload.firstName, reader);
    }
    if (template?.about === 'account') {
      const view = await this.accountView(email, template.purpose, links);
      return this.write(template, view, view.firstName ?? '', reader);
    }
    return undefined;
  }

  private async write<View extends AnyView>(
    template: Template<View>,
    view: View,
    name: string,
    reader: Reader,
  ): Promise<ComposedMail> {
    const obsoleteBecause = template.obsoleteBecause?.(view) ?? null;
    const letter = {
      title: template.subject,
      greeted: view.firstName,
      blocks: template.body(view),
      company: view.company.name,
    };
    const isSent = reader === 'recipient' && obsoleteBecause === null;
    return {
      name,
      text: renderText(letter),
      html: renderHtml(letter),
      attachments: (isSent && (await template.attachments?.(view, this.application))) || [],
      replyTo: this.config.mail.replyTo ?? (view.company.email || null),
      obsoleteBecause,
    };
  }

  private async base(): Promise<Pick<AnyView, 'now' | 'company'>> {
    const settings = await this.settings.texts(this.database, ['company.name', 'company.email']);
    const name = settings['company.name'] || this.config.mail.from.name;
    return {now: this.clock(), company: {name, email: settings['company.email']}};
  }

  private async bookingView(email: LoggedEmail, links: MailLinks): Promise<BookingMailView | undefined> {
    if (email.bookingId === null) return undefined;
    const row = await this.bookings.findDetail(this.database, {id: email.bookingId});
    if (row === undefined) return undefined;
    const token = await this.tokens.bookingAccessToken(row.bookingReference, row.createdAt, row.contactEmail);
    const isForCompany = email.payload.forCompany === true;
    return {
      ...(await this.base()),
      firstName: isForCompany ? null : row.contactFirstName,
      isForCompany,
      booking: toBookingView(row),
      isInCalendar: await this.facts.isConfirmationSent(email.bookingId),
      payload: email.payload,
      links: {
        booking: links.booking(row.bookingReference, token, 'booking'),
        choice: links.booking(row.bookingReference, token, 'choice'),
      },
    };
  }

  private async scheduleView(email: LoggedEmail, links: MailLinks): Promise<ScheduleMailView | undefined> {
    const payload = email.payload as unknown as SchedulePayload;
    const {courseScheduleId, waitingListReference} = payload;
    const schedule = await this.facts.findSchedule(courseScheduleId);
    const entry = await this.facts.findWaiting(waitingListReference);
    if (schedule === undefined || entry === undefined) return undefined;
    const token = await this.tokens.waitingListAccessToken(waitingListReference);
    return {
      ...(await this.base()),
      firstName: payload.firstName,
      schedule: {
        ...schedule,
        startDatetime: schedule.startDatetime.toISOString(),
        endDatetime: schedule.endDatetime.toISOString(),
      },
      payload,
      entry,
      link: links.waitingList(waitingListReference, token),
    };
  }

  private async accountView(
    email: LoggedEmail,
    purpose: AccountTemplate['purpose'],
    links: MailLinks,
  ): Promise<AccountMailView> {
    const isReset = purpose === 'password-reset';
    const rowId = Number(isReset ? email.payload.passwordResetId : email.payload.emailVerificationId);
    const row = Number.isSafeInteger(rowId)
      ? await this.facts.findLink(purpose, rowId, email.recipient)
      : undefined;
    const base = await this.base();
    // A link that is not there any more has ended; whoever looks at the mail sees when it was looked at.
    const expiresAt = row?.expiresAt ?? base.now;
    const token = await this.tokens.linkToken(purpose, rowId, expiresAt);
    return {
      ...base,
      firstName: row?.firstName ?? null,
      link: links.page(isReset ? 'reset-password' : 'verify-email', token),
      expiresAt,
      endedBecause: endOf(row, base.now),
    };
  }
}

/** Its links open the booking, so it goes to nobody but whom the booking now belongs to; a copy to nobody but its company. */
function forWhomItIs(
  template: Template<BookingMailView>,
  {recipient}: LoggedEmail,
  company: {email: string} | undefined,
): Template<BookingMailView> {
  return {
    ...template,
    obsoleteBecause: view => {
      const owner = view.isForCompany ? company : view.booking.contact;
      if (owner?.email.toLowerCase() === recipient.toLowerCase()) return template.obsoleteBecause?.(view);
      return `the ${view.isForCompany ? 'company' : 'booking'} has another email address`;
    },
  };
}

function fullName(contact: {firstName: string; lastName: string} | undefined): string {
  return contact === undefined ? '' : `${contact.firstName} ${contact.lastName}`;
}

function endOf(
  row: {expiresAt: Date; usedAt: Date | null; isTheirs: boolean} | undefined,
  now: Date,
): string | null {
  if (row === undefined || row.expiresAt <= now) return 'its link is out of date';
  if (row.usedAt !== null) return 'its link is used up';
  return row.isTheirs ? null : 'the account has another address';
}
