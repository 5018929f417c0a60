import assert from 'node:assert/strict';
import {removeOldMails} from '../../src/jobs/remove-old-mails.job';
import {givenApplication, type TestApp} from '../helpers/app';
import {ifMatch} from '../helpers/staff-records';

describe('The log of mails', () => {
  let app: TestApp;

  before(async () => {
    app = await givenApplication();
  });
  after(() => app?.stop());
  beforeEach(() => app.rows('delete from email_logs'));

  const givenMail = (status: string, daysAgo: number) =>
    app.rows(
      `insert into email_logs (recipient, email_type, subject, status, locked_until, created_at)
       values ('ann@example.com', 'receipt', $1, $2, $5,
         cast($3 as timestamptz) - make_interval(days => $4, secs => 1))`,
      [`${status} ${daysAgo}`, status, app.now, daysAgo, status === 'sending' ? app.now : null],
    );
  const kept = async () => {
    const rows = await app.rows<{subject: string}>('select subject from email_logs order by subject');
    return rows.map(({subject}) => subject);
  };

  it('is kept as long as the setting says, and then what has ended goes', async () => {
    for (const status of ['sent', 'failed', 'bounced', 'withdrawn', 'queued', 'sending']) {
      await givenMail(status, 730);
      await givenMail(status, 729);
    }

    await removeOldMails.run(app.application);

    assert.deepEqual(await kept(), [
      'bounced 729',
      'failed 729',
      'queued 729',
      'queued 730',
      'sending 729',
      'sending 730',
      'sent 729',
      'withdrawn 729',
    ]);
  });

  it('goes earlier when staff say so', async () => {
    const token = await app.givenAdminToken();
    await app.rows('delete from email_logs');
    await givenMail('sent', 60);
    await givenMail('sent', 59);
    const {body} = await app.get('/api/admin/settings', {token});

    const change = {token, body: {mailRetentionDays: 60}, headers: ifMatch(body.version)};
    assert.equal((await app.call('PATCH', '/api/admin/settings', change)).status, 200);
    await removeOldMails.run(app.application);

    assert.deepEqual(await kept(), ['sent 59']);
  });

  it('loses nothing while the setting is no number of days', async () => {
    await app.rows(`update settings set value = '"forever"' where key = 'mail.retention_days'`);
    await givenMail('sent', 10_000);

    await assert.rejects(async () => removeOldMails.run(app.application), /mail\.retention_days/);

    assert.deepEqual(await kept(), ['sent 10000']);
  });
});
