import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import type {BookingView} from '../../src/services/booking-view';
import {facts, link, list, paragraph, renderHtml, renderText} from '../../src/services/mail/content';
import type {AccountMailView, BookingMailView, ScheduleMailView} from '../../src/services/mail/template';
import {type AnyTemplate, MAIL_TEMPLATES, templateOf} from '../../src/services/mail/templates';
import {day, dayAndTime, money, period} from '../../src/services/mail/words';

const NOW = new Date('2027-03-01T10:00:00Z');
const TYPES = Object.keys(MAIL_TEMPLATES);
const FOLDER = path.join(__dirname, '../../src/services/mail/templates');

const SCHEDULE: BookingView['schedule'] = {
  id: 1,
  status: 'published',
  startDatetime: '2027-06-01T08:00:00.000Z',
  endDatetime: '2027-06-02T15:30:00.000Z',
  sessions: [
    {startDatetime: '2027-06-01T08:00:00.000Z', endDatetime: '2027-06-01T15:30:00.000Z'},
    {startDatetime: '2027-06-02T08:00:00.000Z', endDatetime: '2027-06-02T15:30:00.000Z'},
  ],
  course: {name: 'First Aid at Work', slug: 'faw'},
  venue: {
    name: 'Town Hall',
    addressLine1: '1 High Street',
    addressLine2: null,
    city: 'Leeds',
    postcode: 'LS1 1AA',
  },
};
const BOOKING = {
  bookingReference: 'RFT-00000001',
  status: 'confirmed',
  paymentStatus: 'pending',
  paymentMethod: 'invoice',
  seats: 2,
  paymentAmount: '1234.50',
  discountApplied: '0.00',
  discountCode: null,
  paidAmount: '100.00',
  currency: 'GBP',
  holdExpiresAt: '2027-03-08T10:00:00.000Z',
  cancelledAt: null,
  cancellationReason: null,
  paymentDueOn: null,
  createdAt: '2027-03-01T10:00:00.000Z',
  contact: {firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', phone: null},
  attendees: [
    {firstName: 'Zoë', lastName: "O'Brien", email: null},
    {firstName: 'Bo', lastName: 'Li', email: null},
  ],
  schedule: SCHEDULE,
} as unknown as BookingView;

/** Everything that any template may ask for. */
const PAYLOAD = {
  refundAmount: '37.50',
  tier: '7 to 13 days before',
  reason: 'no reason given',
  amount: '75.00',
  paidAt: '2027-03-01T10:00:00.000Z',
  receiptNumber: 'R-1',
  invoiceNumber: 'I-1',
  creditNoteNumber: 'C-1',
  previously: {startDatetime: '2027-05-01T08:00:00.000Z', venue: 'Old Hall'},
  courseScheduleId: 1,
  firstName: 'Ann',
  waitingListReference: 'RFW-00000001',
};
const COMMON = {
  now: NOW,
  company: {name: 'React Fast Training', email: 'office@example.com'},
  firstName: 'Ann',
};
const URL = 'https://www.example.com/?x#token=abc';

const bookingView = (booking: Partial<BookingView> = {}): BookingMailView => ({
  ...COMMON,
  booking: {...BOOKING, ...booking},
  isForCompany: false,
  isInCalendar: true,
  payload: PAYLOAD,
  links: {booking: URL, choice: `${URL}-choice`},
});
const scheduleView = (entry: Partial<ScheduleMailView['entry']> = {}): ScheduleMailView => ({
  ...COMMON,
  schedule: SCHEDULE,
  payload: PAYLOAD,
  entry: {status: 'offered', seats: 2, offerExpiresAt: new Date('2027-03-02T10:00:00Z'), ...entry},
  link: URL,
});
const accountView = (endedBecause: string | null = null): AccountMailView => ({
  ...COMMON,
  link: URL,
  expiresAt: new Date('2027-03-01T11:00:00Z'),
  endedBecause,
});

const known = (type: string): AnyTemplate => templateOf(type) ?? assert.fail(`no template ${type}`);

/** The blocks of a mail, from this view or a whole one. */
function blocksOf(type: string, views: {booking?: BookingMailView; schedule?: ScheduleMailView} = {}) {
  const template = known(type);
  if (template.about === 'booking') return template.body(views.booking ?? bookingView());
  if (template.about === 'schedule') return template.body(views.schedule ?? scheduleView());
  return template.body(accountView());
}

function letter(type: string, views: Parameters<typeof blocksOf>[1] = {}) {
  const title = known(type).subject;
  const whole = {title, greeted: 'Ann', blocks: blocksOf(type, views), company: 'React Fast Training'};
  return {text: renderText(whole), html: renderHtml(whole)};
}

/** Why a mail is withdrawn. */
const obsolete = (type: string, booking: Partial<BookingView>): string | undefined => {
  const template = known(type);
  assert.ok(template.about === 'booking');
  return template.obsoleteBecause?.(bookingView(booking));
};

const saying = ({status = 'confirmed', schedule = SCHEDULE}: Partial<BookingView>) =>
  `when the booking is ${status} and the course, on ${schedule.startDatetime.slice(0, 10)}, ${schedule.status}`;

describe('The templates of mails', () => {
  it('are all listed: each file of the folder under its own name', () => {
    const files = readdirSync(FOLDER).filter(file => file.endsWith('.js') && file !== 'index.js');

    assert.deepEqual(files.map(file => file.replace('.js', '')).sort(), [...TYPES].sort());
    assert.equal(templateOf('toString'), undefined);
    assert.equal(templateOf('newsletter'), undefined);
  });

  it('have subjects that fit into the log, on one line', () => {
    for (const type of TYPES) {
      const {subject} = known(type);
      assert.ok(subject.length > 0 && subject.length < 200 && !/[\r\n]/.test(subject), type);
    }
  });

  for (const type of TYPES) {
    it(`say the same in text and in HTML: ${type}`, () => {
      const {text, html} = letter(type);

      assert.ok(
        text.startsWith('Dear Ann,\n\n') && text.endsWith('Kind regards\nReact Fast Training\n'),
        text,
      );
      assert.ok(html.startsWith('<!doctype html>'), html);
      const words = html
        .replace(/<(head|h1).*?<\/\1>/gs, '')
        .replace(/<[^>]+>/g, ' ')
        .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
      for (const line of text.split('\n').filter(line => line !== '')) {
        for (const part of line.split(/: |^- /).filter(part => part !== '')) {
          assert.ok(words.includes(part.replace(/:$/, '')), `${part} is not in the HTML of ${type}`);
        }
      }
      for (const bad of ['undefined', 'null', '[object', 'NaN', 'Invalid Date']) {
        assert.ok(!text.includes(bad), `${type}: ${text}`);
      }
      // Nothing is fetched, and nothing runs.
      assert.doesNotMatch(html, /<(img|script|link|iframe)|url\(|src=/i);
    });
  }

  it('tell the days of the course by the clock in London, where it is, and who comes', () => {
    const {text} = letter('booking_confirmed');

    for (const line of [
      'Reference: RFT-00000001',
      'Course: First Aid at Work',
      'Day 1: Tuesday 1 June 2027, 09:00 to 16:30',
      'Day 2: Wednesday 2 June 2027, 09:00 to 16:30',
      'Where: Town Hall, 1 High Street, Leeds, LS1 1AA',
      "Attendees: Zoë O'Brien, Bo Li",
    ]) {
      assert.ok(text.includes(`\n${line}\n`), `${line} is not in\n${text}`);
    }
  });

  it('tell what is to be paid and until when', () => {
    const {text} = letter('booking_received', {booking: bookingView({status: 'pending'})});

    assert.match(text, /^To pay: £1,234\.50$/m);
    assert.match(text, /^Held until: Monday 8 March 2027 at 10:00$/m);
    assert.match(text, /send you an invoice/);
    const byCard = letter('booking_received', {
      booking: bookingView({paymentMethod: 'card', holdExpiresAt: null}),
    });
    assert.doesNotMatch(byCard.text, /invoice|Held until/);
  });

  it('tell a refund with the tier that decided, and that there is none', () => {
    const {text} = letter('booking_cancelled');
    assert.match(text, /^Refund: £37\.50$/m);
    assert.match(text, /^Cancellation terms: 7 to 13 days before$/m);

    const nothing = letter('booking_cancelled', {
      booking: {...bookingView(), payload: {refundAmount: '0.00', tier: 'late'}},
    });
    assert.match(nothing.text, /nothing to refund/);
    const silent = letter('booking_cancelled', {booking: {...bookingView(), payload: {}}});
    assert.doesNotMatch(silent.text, /refund/i);
  });

  it('give one link for the choice when the company cancels, and none when there is nothing to choose', () => {
    const confirmed = letter('schedule_cancelled');
    assert.equal(confirmed.text.match(/https:/g)?.length, 1);
    assert.ok(confirmed.text.includes(`${URL}-choice`));

    const pending = letter('schedule_cancelled', {booking: bookingView({status: 'cancelled'})});
    assert.doesNotMatch(pending.text, /https:/);
  });

  it('of the waiting list say how many seats, until when, and where to answer', () => {
    const {text} = letter('waiting_list_offer');
    assert.match(text, /^2 seats have become free/m);
    assert.match(text, /^Kept for you until: Tuesday 2 March 2027 at 10:00$/m);
    assert.ok(text.includes(URL));

    const one = letter('waiting_list_offer', {schedule: scheduleView({seats: 1})});
    assert.match(one.text, /^A seat has become free/m);
  });

  describe('are withdrawn, or not', () => {
    const cancelled = {...SCHEDULE, status: 'cancelled'} as const;
    const cases: [type: string, booking: Partial<BookingView>, reason: string | undefined][] = [
      ['booking_received', {status: 'pending'}, undefined],
      ['booking_received', {status: 'confirmed'}, 'the booking is confirmed already'],
      ['booking_confirmed', {status: 'confirmed'}, undefined],
      ['booking_confirmed', {status: 'completed'}, undefined],
      ['booking_confirmed', {status: 'cancelled'}, 'the booking is cancelled'],
      ['booking_cancelled', {status: 'cancelled'}, undefined],
      ['booking_cancelled', {status: 'confirmed'}, 'the booking is not cancelled any more'],
      ['hold_expired', {status: 'cancelled'}, undefined],
      ['hold_expired', {status: 'confirmed'}, 'the booking is not cancelled any more'],
      ['schedule_changed', {}, undefined],
      ['schedule_changed', {status: 'cancelled'}, 'the booking is cancelled'],
      ['schedule_changed', {schedule: cancelled}, 'the course is cancelled'],
      ['schedule_cancelled', {schedule: cancelled}, undefined],
      ['schedule_cancelled', {schedule: cancelled, status: 'cancelled'}, undefined],
      ['schedule_cancelled', {}, 'the booking is on another date already'],
      ['booking_moved', {}, undefined],
      ['booking_moved', {status: 'cancelled'}, 'the booking is cancelled'],
      ['attendees_changed', {}, undefined],
      ['attendees_changed', {status: 'cancelled'}, 'the booking is cancelled'],
      ['refund_completed', {status: 'cancelled'}, undefined],
      ['receipt', {status: 'cancelled'}, undefined],
      ['reminder', {}, 'the course was moved to a later day'],
      ['reminder', {schedule: {...SCHEDULE, startDatetime: '2027-03-03T23:59:59Z'}}, undefined],
      ['reminder', {schedule: {...SCHEDULE, startDatetime: '2027-03-01T10:00:00Z'}}, 'the course has begun'],
      ['reminder', {schedule: cancelled}, 'the course is cancelled'],
      ['reminder', {status: 'cancelled'}, 'the booking is cancelled'],
    ];
    for (const [type, booking, reason] of cases) {
      it(`${reason === undefined ? 'not:' : 'yes:'} ${type}, ${saying(booking)}`, () => {
        assert.equal(obsolete(type, booking), reason);
      });
    }

    it('with the end of an offer or of the wait for it, and with the end of a link', () => {
      const {waiting_list_offer: offer, waiting_list_joined: joined} = MAIL_TEMPLATES;
      assert.equal(offer.obsoleteBecause?.(scheduleView()), undefined);
      const over = {...scheduleView(), now: new Date('2027-03-02T10:00:00Z')};
      assert.equal(offer.obsoleteBecause?.(over), 'the offer has ended');
      assert.equal(offer.obsoleteBecause?.(scheduleView({status: 'declined'})), 'the offer has ended');
      assert.equal(joined.obsoleteBecause?.(scheduleView({status: 'waiting'})), undefined);
      assert.ok(joined.obsoleteBecause?.(scheduleView({status: 'left'})));
      for (const type of ['password_reset', 'email_verification'] as const) {
        assert.equal(MAIL_TEMPLATES[type].obsoleteBecause?.(accountView()), undefined);
        assert.equal(MAIL_TEMPLATES[type].obsoleteBecause?.(accountView('used')), 'used');
      }
    });
  });
});

describe('The words of mails', () => {
  it('are British days and times in London, on either side of the change of the clocks', () => {
    assert.equal(day('2027-03-27T23:59:59Z'), 'Saturday 27 March 2027');
    assert.equal(day('2027-03-28T23:00:00Z'), 'Monday 29 March 2027');
    assert.equal(dayAndTime('2027-03-28T00:59:00Z'), 'Sunday 28 March 2027 at 00:59');
    assert.equal(dayAndTime('2027-03-28T01:00:00Z'), 'Sunday 28 March 2027 at 02:00');
    assert.equal(
      period('2027-10-31T09:00:00Z', '2027-10-31T16:00:00Z'),
      'Sunday 31 October 2027, 09:00 to 16:00',
    );
    assert.equal(
      period('2027-06-01T22:00:00Z', '2027-06-01T23:30:00Z'),
      'Tuesday 1 June 2027 at 23:00 to Wednesday 2 June 2027 at 00:30',
    );
  });

  it('are pounds with their pence', () => {
    assert.deepEqual(['0.00', '75.00', '999.99', '1234.50', '1234567.89'].map(money), [
      '£0.00',
      '£75.00',
      '£999.99',
      '£1,234.50',
      '£1,234,567.89',
    ]);
  });
});

describe('The content of a mail', () => {
  const NASTY = `<b>"O'Brien" & 'Söhne'</b>\r\nBcc: <script>`;
  const whole = {
    title: NASTY,
    greeted: NASTY,
    company: NASTY,
    blocks: [
      paragraph(NASTY),
      facts([NASTY, NASTY], undefined),
      list([NASTY]),
      link(NASTY, `https://x/?a="><script>'&b`),
    ],
  };

  it('is escaped wherever it comes from', () => {
    const html = renderHtml(whole);

    assert.doesNotMatch(html, /<b>|<script|"O'|'Söhne'/);
    assert.ok(html.includes('href="https://x/?a=&#34;&#62;&#60;script&#62;&#39;&#38;b"'));
    const shown = html.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
    assert.equal(shown.split(`<b>"O'Brien" & 'Söhne'</b>`).length - 1, 10);
  });

  it('keeps what was typed, on the line where it belongs', () => {
    const text = renderText(whole);

    assert.ok(text.startsWith(`Dear <b>"O'Brien" & 'Söhne'</b> Bcc: <script>,\n`), text);
    assert.ok(text.includes(`\n- <b>"O'Brien" & 'Söhne'</b> Bcc: <script>\n`), text);
  });

  it('greets nobody by name when none is known', () => {
    const blocks = [paragraph('x')];
    assert.ok(renderText({title: 't', greeted: null, blocks, company: 'c'}).startsWith('Hello,\n\nx\n'));
  });
});
