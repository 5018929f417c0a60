import bcrypt from 'bcryptjs';
import {Client} from 'pg';
import {type LifecycleConfig, loadLifecycleConfig} from '../../config';
import {openDatabase} from '../../database/open-database';
import {adminPasswordProblem} from '../../domain/passwords';
import {type Command, text, UsageError, type Values} from '../command';
import {readNewPassword} from '../password-prompt';

export interface NewAdmin {
  email: string;
  firstName: string;
  lastName: string;
  password: string;
}

/** A user with that address is there already. */
export class EmailInUseError extends Error {
  override name = 'EmailInUseError';
}

/** The table is missing or older than this build; the exit code is that of pending migrations. */
export class SchemaMissingError extends Error {
  override name = 'SchemaMissingError';
  readonly exitCode = 3;
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_COLUMN = '42703';

/**
 * Adds an admin whose address counts as verified: an operator vouches for it.
 * @returns the new user's id
 * @throws UsageError for a weak password, EmailInUseError, SchemaMissingError
 */
export async function createAdmin(
  client: Pick<Client, 'query'>,
  {email, firstName, lastName, password}: NewAdmin,
  bcryptCost: number,
): Promise<number> {
  const problem = adminPasswordProblem(password, email);
  if (problem !== undefined) throw new UsageError(`the password ${problem}`);
  const passwordHash = await bcrypt.hash(password, bcryptCost);
  try {
    const added = await client.query<{id: number}>(
      `insert into users (email, password_hash, first_name, last_name, role, email_verified_at)
       values ($1, $2, $3, $4, 'admin', now())
       on conflict (lower(email)) do nothing
       returning id`,
      [email, passwordHash, firstName, lastName],
    );
    if (added.rows[0] !== undefined) return added.rows[0].id;
  } catch (error) {
    const {code} = error as {code?: string};
    if (code !== UNDEFINED_TABLE && code !== UNDEFINED_COLUMN) throw error;
    throw new SchemaMissingError('the schema is not up to date: run npm run migrate first', {cause: error});
  }
  const found = await client.query<{role: string; isGuest: boolean}>(
    'select role, password_hash is null as "isGuest" from users where lower(email) = lower($1)',
    [email],
  );
  const kind = found.rows[0]?.isGuest ? "guest's bookings" : `${found.rows[0]?.role ?? 'user'} account`;
  throw new EmailInUseError(
    `${email} belongs to a ${kind} already: nothing was changed; use another address`,
  );
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const MAX_EMAIL = 255;
const MAX_NAME = 100;

export const command: Command = {
  about: 'Create an admin, who can sign in to the API and the console.',
  details: 'The password is asked for without showing it, or read from the first line of standard input.',
  options: {
    email: {type: 'string', argument: 'EMAIL', about: 'to sign in with; nobody else may have it'},
    'first-name': {type: 'string', argument: 'NAME', about: 'required'},
    'last-name': {type: 'string', argument: 'NAME', about: 'required'},
  },
  run: async ({values, environment, output, json}) => {
    const email = required(values, 'email', MAX_EMAIL);
    if (!EMAIL.test(email)) throw new UsageError(`--email must be an email address, not ${email}`);
    const firstName = required(values, 'first-name', MAX_NAME);
    const lastName = required(values, 'last-name', MAX_NAME);
    const config = loadLifecycleConfig({environment});
    const password = await readNewPassword(process.stdin, prompt => process.stderr.write(prompt));
    const id = await withClient(config, client =>
      createAdmin(client, {email, firstName, lastName, password}, config.auth.bcryptCost),
    );
    output.print(
      json
        ? JSON.stringify({id, email, role: 'admin'}, null, 2)
        : `created the admin ${email} (user ${id}) in ${config.environment}`,
    );
    return 0;
  },
};

function required(values: Values, name: string, maxLength: number): string {
  const value = text(values, name)?.trim() ?? '';
  if (value === '') throw new UsageError(`--${name} is required`);
  if (value.length > maxLength) throw new UsageError(`--${name} has at most ${maxLength} characters`);
  return value;
}

async function withClient<T>(
  config: Readonly<LifecycleConfig>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config);
  try {
    const client = new Client({...database.migrationConnection, application_name: 'training-admin cli'});
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await database.release();
  }
}
