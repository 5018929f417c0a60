import assert from 'node:assert/strict';
import type {TestApp} from '../helpers/app';
import {book, bookingRow} from '../helpers/booking';
import {givenSite} from '../helpers/browser/site';
import {payOutRefunds} from '../helpers/card';
import {mailRows} from '../helpers/mail';
import {RefundDesk} from '../helpers/refunds';

const RAJ = {firstName: 'Raj', lastName: 'Patel', email: 'raj@example.com', phone: '0113 496 0001'};

describe('Staff look after money and mails', () => {
  const site = givenSite();

  /** £75.00 came by bank transfer, and somebody asked for £25.00 of it. */
  const askedFor = async (app: TestApp, email: string) => {
    const courseId = await app.given.course({price: '75.00'});
    const schedule = await app.given.schedule({courseId});
    const {reference} = await book(app, schedule, {contact: {...RAJ, email}});
    const id = Number((await bookingRow(app, reference)).id);
    const desk = new RefundDesk(app, await app.givenAdminToken());
    await desk.receive(id, '75.00', 'bank_transfer');
    const {body} = await desk.ask(id, '25.00', 'Left at noon');
    return {refund: body.id as number, desk};
  };
  const statusOf = async (app: TestApp, id: number) =>
    (await app.rows<{status: string}>('select status from refunds where id = $1', [id]))[0]?.status;

  it(
    'approve what somebody asked for, give it back by hand, and say so',
    site.test(async ({app}) => {
      const {refund} = await askedFor(app, 'by-hand@example.com');
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin/refunds');
      await staff.openRow('Left at noon');
      await staff.press('Approve…');
      await staff.sees('£25.00 is for you to pay back: bank transfer. Then say so here.');
      await staff.agree('Approve £25.00');
      await payOutRefunds(app);
      await staff.sees('Give £25.00 back as it came (or another way), then say so here.');
      await staff.press('I have paid it back…');
      await staff.agree('Yes, it is paid back');

      await staff.sees('The money is back. Nothing to do.');
      assert.equal(await statusOf(app, refund), 'completed');
    }),
  );

  it(
    'at the same time: who decides first about a refund does, the other is told and breaks nothing',
    site.test(async ({app}) => {
      const {refund, desk} = await askedFor(app, 'both@example.com');
      const staff = await site.visitor({as: await site.staff()});
      await staff.open(`/admin/refunds/${refund}`);
      await staff.press('Reject…');
      await staff.dialog().getByLabel('Why').fill('It was agreed otherwise');
      await desk.approve(refund);
      staff.announce(/^409 POST \/api\/admin\/refunds\/\d+\/reject$/);

      await staff.agree('Reject the refund');

      await staff.sees('Somebody else was faster: this refund is now “Approved”.');
      assert.equal(await statusOf(app, refund), 'approved');
    }),
  );

  it(
    'see a mail as it was sent, without anything in it that could run or lead away, and send it again',
    site.test(async ({app}) => {
      const email = 'mail@example.com';
      await book(app, await app.given.schedule(), {contact: {...RAJ, email}});
      const [{id} = {id: ''}] = await mailRows(app, email);
      await app.rows(
        `update email_logs set status = 'bounced', error_message = 'no such box' where id = $1`,
        [id],
      );
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin/emails?status=bounced');
      await staff.openRow(email);
      const mail = staff.page.frameLocator('iframe');
      await mail.getByText('Dear Raj').waitFor();
      assert.equal(await mail.locator('[href], [src], script').count(), 0);
      await staff.press('As text');
      await staff.sees(/^Dear Raj,/);
      await staff.sees('Why: no such box');
      await staff.press('Send again…');
      await staff.agree('Send it again');

      await staff.sees('It goes out by itself.');
      assert.deepEqual(
        (await mailRows(app, email)).map(({status}) => status),
        ['bounced', 'queued'],
      );
    }),
  );

  it(
    'look at the schema: what refers to a table, found with the keyboard alone',
    site.test(async () => {
      const staff = await site.visitor({as: await site.staff()});

      await staff.open('/admin/schema?view=diagram');
      await staff.type('Find a table', 'waiting');
      await staff.sees(/^\d of \d+ tables$/);
      await staff.button('waiting_list_entries').focus();
      await staff.page.keyboard.press('Enter');

      assert.match(staff.page.url(), /table=waiting_list_entries/);
      await staff.page.getByRole('cell', {name: 'course_schedules'}).waitFor();
      await staff.seesNot(/^venues$/);
    }),
  );
});
