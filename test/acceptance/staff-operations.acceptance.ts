import assert from 'node:assert/strict';
import {runOnce, type TaskList} from 'graphile-worker';
import {JOBS} from '../../src/jobs';
import {workerLogger} from '../../src/jobs/worker-logger';
import {givenApplication, type TestApp} from '../helpers/app';
import {assertRefused, book, whileInsertsFail} from '../helpers/booking';
import {rowCounts} from '../helpers/row-counts';
import {activityOf} from '../helpers/staff-records';
import {until} from '../helpers/wait';

describe('Staff look after jobs and mails', () => {
  let app: TestApp;
  let admin: {id: number; token: string};

  before(async () => {
    app = await givenApplication();
    admin = await app.givenSignIn('admin');
  });
  after(() => app?.stop());

  const readJobs = async () => {
    const {status, body} = await app.get('/api/admin/jobs', {token: admin.token});
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  describe('the jobs', () => {
    beforeEach(() => app.rows('delete from graphile_worker._private_jobs'));

    const enqueue = async (task: string, options: {runAt?: Date; maxAttempts?: number} = {}) => {
      const [job] = await app.rows<{id: string}>(
        'select id from graphile_worker.add_job($1, run_at := coalesce($2, now()), max_attempts := $3)',
        [task, options.runAt ?? null, options.maxAttempts ?? 25],
      );
      return Number(job?.id);
    };
    /** Works until nothing is ready, with the worker that the application uses. */
    const work = async (taskList: TaskList) => {
      await runOnce({
        connectionString: app.database.url,
        taskList,
        noHandleSignals: true,
        logger: workerLogger(() => {}),
      });
      // It does not wait until a failure is written down.
      const running = 'select id from graphile_worker._private_jobs where locked_at is not null';
      await until(async () => (await app.rows(running)).length === 0, 'no job is running');
    };
    const retry = (id: number) => app.post(`/api/admin/jobs/${id}/retry`, undefined, {token: admin.token});
    const fail = async () => {
      throw new Error('the mail server said no');
    };

    it('are counted by what they wait for', async () => {
      const nothing = await readJobs();
      await enqueue('unknown_task', {runAt: new Date('2026-01-01T00:00:00Z')});
      await enqueue('unknown_task');
      await enqueue('unknown_task', {runAt: new Date('2099-01-01T00:00:00Z')});
      await enqueue('failing', {maxAttempts: 1});
      await work({failing: fail});

      const {queue, failures} = await readJobs();

      assert.deepEqual(nothing.queue, {ready: 0, scheduled: 0, running: 0, failed: 0, oldestReadyAt: null});
      assert.deepEqual(queue, {
        ready: 2,
        scheduled: 1,
        running: 0,
        failed: 1,
        oldestReadyAt: '2026-01-01T00:00:00.000Z',
      });
      assert.equal(failures.length, 1);
    });

    it('that failed say why and how often, newest failure first, also those that are tried again', async () => {
      const gaveUp = await enqueue('failing', {maxAttempts: 1});
      await work({failing: fail});
      const triesAgain = await enqueue('failing', {maxAttempts: 5});
      await work({failing: fail});

      const {failures} = await readJobs();

      const seen = failures.map((job: Record<string, unknown>) => [
        job.id,
        job.task,
        job.attempts,
        job.maxAttempts,
      ]);
      assert.deepEqual(seen, [
        [triesAgain, 'failing', 1, 5],
        [gaveUp, 'failing', 1, 1],
      ]);
      for (const {lastError, createdAt, runAt} of failures) {
        assert.match(lastError, /the mail server said no/);
        assert.ok(createdAt && runAt);
      }
    });

    it('that gave up run again when somebody says so, who is on record', async () => {
      const id = await enqueue('failing', {maxAttempts: 1});
      await work({failing: fail});
      let ran = 0;

      const {status} = await retry(id);

      assert.equal(status, 204);
      assert.deepEqual((await readJobs()).queue.ready, 1);
      await work({
        failing: async () => {
          ran += 1;
        },
      });
      const {queue, failures} = await readJobs();
      assert.deepEqual([ran, queue.ready, queue.failed, failures], [1, 0, 0, []]);
      const [activity] = await activityOf(app, 'job', id);
      assert.deepEqual([activity?.admin_id, activity?.action], [admin.id, 'job.retried']);
    });

    it('are not retried while they run, when they are not there, or without the log', async () => {
      const id = await enqueue('slow');
      let finish = () => {};
      const done = work({
        slow: () =>
          new Promise<void>(resolve => {
            finish = resolve;
          }),
      });
      await until(async () => (await readJobs()).queue.running === 1, 'the job is running');

      assertRefused(await retry(id), 404, 'JOB_NOT_FOUND');
      finish();
      await done;
      assertRefused(await retry(id), 404, 'JOB_NOT_FOUND');
      assertRefused(await retry(2_147_483_647), 404, 'JOB_NOT_FOUND');
      const failed = await enqueue('failing', {maxAttempts: 1});
      await work({failing: fail});
      await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
        assertRefused(await retry(failed), 500, 'INTERNAL_ERROR');
      });
      assert.equal((await readJobs()).queue.failed, 1);
    });

    it('that come again and again are named by the worker that runs them', async () => {
      const working = await givenApplication({JOBS_ON: 'true'});
      try {
        const token = await working.givenAdminToken();
        const recurring = async () => (await working.get('/api/admin/jobs', {token})).body.recurring;
        await until(async () => (await recurring()).length > 0, 'the worker has begun');

        const names = (await recurring()).map(({task}: {task: string}) => task);
        const timed = JOBS.filter(job => job.schedule !== undefined);
        assert.deepEqual(names.sort(), timed.map(job => job.name).sort());
      } finally {
        await working.stop();
      }
    });
  });

  describe('a mail', () => {
    const resend = (id: number) =>
      app.post(`/api/admin/email-logs/${id}/resend`, undefined, {token: admin.token});
    const mails = (recipient: string) =>
      app.rows<Record<string, unknown> & {id: string}>(
        'select * from email_logs where recipient = $1 order by id',
        [recipient],
      );

    it('says what became of it: how often it was tried, why not, and when it is tried again', async () => {
      const contact = {firstName: 'A', lastName: 'B', email: 'later@example.com'};
      const {reference} = await book(app, await app.given.schedule(), {contact});
      const [{id} = {id: ''}] = await mails(contact.email);
      await app.rows(
        `update email_logs set attempts = 2, error_message = 'greylisted', next_attempt_at = '2099-01-01T09:00:00Z'
         where id = $1`,
        [id],
      );

      const read = (mail: number) => app.get(`/api/admin/email-logs/${mail}`, {token: admin.token});
      const {status, body} = await read(Number(id));

      assert.deepEqual(
        [status, body.status, body.recipient, body.bookingReference, body.attempts, body.errorMessage],
        [200, 'queued', contact.email, reference, 2, 'greylisted'],
      );
      assert.equal(body.nextAttemptAt, '2099-01-01T09:00:00.000Z');
      assertRefused(await read(2_147_483_647), 404, 'EMAIL_NOT_FOUND');
    });

    it('is queued once more as it was, as an entry of its own, on record', async () => {
      const contact = {firstName: 'A', lastName: 'B', email: 'bounced@example.com'};
      await book(app, await app.given.schedule(), {contact});
      const [{id} = {id: ''}] = await mails(contact.email);
      await app.rows(
        `update email_logs set status = 'bounced', attempts = 3, error_message = 'no such box', sent_at = now() where id = $1`,
        [id],
      );
      const [before] = await mails(contact.email);

      const {status, body} = await resend(Number(id));

      assert.equal(status, 201);
      const [original, copy] = await mails(contact.email);
      assert.deepEqual(original, before);
      assert.equal(Number(copy?.id), body.id);
      for (const name of ['recipient', 'email_type', 'subject', 'booking_id', 'payload'])
        assert.deepEqual(copy?.[name], before?.[name], name);
      assert.deepEqual(
        [copy?.status, copy?.attempts, copy?.error_message, copy?.sent_at],
        ['queued', 0, null, null],
      );
      const [activity] = await activityOf(app, 'email_log', Number(id));
      assert.deepEqual([activity?.action, activity?.new_values], ['email.resent', {queuedAs: body.id}]);
    });

    it('that is not there is not sent, and none without the log', async () => {
      await book(app, await app.given.schedule());
      const [{id} = {id: 0}] = await app.rows<{id: string}>('select max(id) as id from email_logs');
      const counts = await rowCounts(app);

      assertRefused(await resend(2_147_483_647), 404, 'EMAIL_NOT_FOUND');
      await whileInsertsFail(app.database, 'admin_activity_logs', async () => {
        assertRefused(await resend(Number(id)), 500, 'INTERNAL_ERROR');
      });

      assert.deepEqual(await rowCounts(app), counts);
    });
  });
});
