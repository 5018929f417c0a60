import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import path from 'node:path';
import {TestApp} from '../helpers/app';
import {AuthClient} from '../helpers/auth';
import {cleanEnvironment} from '../helpers/command';
import {createDatabase, type TestDatabase} from '../helpers/server';
import {migratedDatabase} from '../helpers/template';

const CLI = path.join(__dirname, '../../src/cli/index.js');
const NAMES = ['--first-name', 'Ann', '--last-name', "O'Brien"];

describe('npm run user:create-admin', () => {
  let database: TestDatabase;

  before(async () => {
    database = await migratedDatabase();
  });
  after(() => database?.drop());

  const create = (args: string[], input: string, url = database.url) =>
    new Promise<{code: number | null; stdout: string; stderr: string}>((resolve, reject) => {
      const env = cleanEnvironment({DATABASE_URL: url, BCRYPT_COST: '4'});
      const child = spawn(process.execPath, [CLI, 'user:create-admin', ...args], {env});
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', chunk => {
        stdout += chunk;
      });
      child.stderr.on('data', chunk => {
        stderr += chunk;
      });
      child.on('error', reject);
      child.on('close', code => resolve({code, stdout, stderr}));
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  const users = async () => (await database.query('select email, role from users order by id')).rows;

  it('makes an admin who can sign in, with the password from standard input', async () => {
    const {code, stdout, stderr} = await create(
      ['--email', 'Ann@example.com', ...NAMES],
      'horse battery staple\n',
    );

    assert.equal(code, 0, stderr);
    assert.match(stdout, /Ann@example\.com/);
    assert.doesNotMatch(stdout + stderr, /battery/);
    const app = await TestApp.start(database);
    try {
      const {status, body} = await new AuthClient(app).login('ann@example.com', 'horse battery staple');
      assert.equal(status, 200);
      assert.deepEqual(
        [body.user.role, body.user.emailVerified, body.user.lastName],
        ['admin', true, "O'Brien"],
      );
    } finally {
      await app.application.stop();
    }
  });

  it('refuses an address that a customer, a guest or an admin has, and says who', async () => {
    await database.query(
      `insert into users (email, password_hash, first_name, last_name) values
         ('customer@example.com', 'x', 'C', 'C'), ('guest@example.com', null, 'G', 'G')`,
    );
    await create(['--email', 'twice@example.com', ...NAMES], 'horse battery staple\n');
    const before = await users();

    for (const [email, who] of [
      ['Customer@example.com', /customer account/],
      ['guest@example.com', /guest/],
      ['twice@example.com', /admin account/],
    ] as const) {
      const {code, stderr} = await create(['--email', email, ...NAMES], 'horse battery staple\n');
      assert.equal(code, 1);
      assert.match(stderr, who);
    }
    assert.deepEqual(await users(), before);
  });

  it('refuses passwords that are missing, short, long or well known', async () => {
    const before = await users();

    for (const [input, why] of [
      ['', /no password/],
      ['short\n', /at least 8 bytes/],
      [`${'x'.repeat(73)}\n`, /at most 72 bytes/],
      ['admin123\n', /guess/],
    ] as const) {
      const {code, stderr} = await create(['--email', 'weak@example.com', ...NAMES], input);
      assert.equal(code, 2);
      assert.match(stderr, why);
    }
    assert.deepEqual(await users(), before);
  });

  it('names the argument that is missing or wrong', async () => {
    assert.match((await create(NAMES, 'x\n')).stderr, /--email is required/);
    assert.match((await create(['--email', 'nonsense', ...NAMES], 'x\n')).stderr, /--email must be/);
    const {code, stderr} = await create(['--email', 'a@example.com', '--first-name', 'Ann'], 'x\n');
    assert.equal(code, 2);
    assert.match(stderr, /--last-name is required/);
  });

  it('asks for the migrations first on an empty database', async () => {
    const empty = await createDatabase();
    try {
      const {code, stderr} = await create(
        ['--email', 'a@example.com', ...NAMES],
        'horse battery staple\n',
        empty.url,
      );
      assert.equal(code, 3);
      assert.match(stderr, /npm run migrate/);
    } finally {
      await empty.drop();
    }
  });

  it('does not load the web framework', () => {
    const script = `require(${JSON.stringify(path.join(path.dirname(CLI), 'commands/user-create-admin.js'))});
      process.exitCode = Object.keys(require.cache).some(file => file.includes('@loopback')) ? 9 : 0;`;
    return new Promise<void>((resolve, reject) => {
      spawn(process.execPath, ['-e', script]).on('close', code =>
        code === 0 ? resolve() : reject(new Error(`exit code ${code}`)),
      );
    });
  });
});
