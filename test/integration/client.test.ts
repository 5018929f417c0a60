import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {PROJECT_ROOT} from '../../src/config';
import {givenApplication, type TestApp} from '../helpers/app';
import {type Finished, startNode} from '../helpers/command';

const TSC = path.join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
const OPTIONS = '--target es2022 --module node20 --strict --skipLibCheck --ignoreConfig --types node'.split(
  ' ',
);

/** Books a seat as a front-end would. */
const PROGRAM = `
import {HttpClient, TrainingAdminApi} from './training-admin';

async function main() {
  const api = new TrainingAdminApi(new HttpClient({baseUrl: process.argv[2]})).api;
  const {items} = await api.listSchedules({seats: 2, limit: 5});
  const schedule = items[0];
  if (schedule === undefined) throw new Error('nothing can be booked');
  const {paymentAmount} = await api.quoteBooking({courseScheduleId: schedule.id, seats: 1});
  const booking = await api.createBooking({
    courseScheduleId: schedule.id,
    contact: {firstName: 'Sinéad', lastName: "O'Connor", email: 'sinead@example.com'},
    attendees: [{firstName: 'Sinéad', lastName: "O'Connor"}],
    paymentMethod: 'invoice',
  });
  const headers = {Authorization: 'Bearer ' + booking.accessToken};
  const read = await api.readBooking(booking.bookingReference, {headers});
  console.log(JSON.stringify({paymentAmount, name: read.contact.lastName, status: read.status}));
}

main();
`;

describe('The typed client', () => {
  let app: TestApp;
  let folder: string;

  before(async () => {
    app = await givenApplication();
    folder = mkdtempSync(path.join(PROJECT_ROOT, 'dist.client-'));
    const generated = await startNode([path.join(PROJECT_ROOT, 'scripts/client.mjs'), folder], {}).finished;
    assert.equal(generated.code, 0, generated.stderr);
  });

  after(async () => {
    rmSync(folder, {recursive: true, force: true});
    await app.stop();
  });

  function compile(program: string): Promise<Finished> {
    const file = path.join(folder, 'program.ts');
    writeFileSync(file, program);
    return startNode([TSC, ...OPTIONS, file], {}).finished;
  }

  it('books a seat in a small program that compiles against it', async () => {
    await app.given.schedule({seats: 3, price: '75.00'});

    const compiled = await compile(PROGRAM);
    const ran = await startNode([path.join(folder, 'program.js'), app.url], {}).finished;

    assert.equal(compiled.code, 0, compiled.stdout);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(JSON.parse(ran.stdout), {paymentAmount: '75.00', name: "O'Connor", status: 'pending'});
  });

  it('does not compile a request without attendees, nor one for an unknown way to pay', async () => {
    const withoutAttendees = await compile(PROGRAM.replace(/attendees: .*\n/, ''));
    const byBarter = await compile(PROGRAM.replace("'invoice'", "'barter'"));

    assert.notEqual(withoutAttendees.code, 0);
    assert.match(withoutAttendees.stdout, /attendees/);
    assert.notEqual(byBarter.code, 0);
    assert.match(byBarter.stdout, /barter/);
  });
});
