import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {parseCronItems} from 'graphile-worker';
import {JOBS} from '../../src/jobs';

const FOLDER = path.join(__dirname, '../../src/jobs');

describe('Background jobs', () => {
  it('all run: each file of the folder is in the list, under its own name', () => {
    const files = readdirSync(FOLDER).filter(file => file.endsWith('.job.js'));
    const names = files.map(file => file.replace('.job.js', '').replaceAll('-', '_'));

    assert.deepEqual(JOBS.map(job => job.name).sort(), names.sort());
  });

  it('have a timetable that the worker understands, or are added by whoever needs them', () => {
    const items = JOBS.flatMap(({name, schedule}) => (schedule ? [{task: name, match: schedule}] : []));

    assert.equal(parseCronItems(items).length, items.length);
    assert.deepEqual(
      JOBS.filter(({schedule}) => schedule === undefined).map(({name}) => name),
      ['process_refund', 'send_mail'],
    );
  });
});
