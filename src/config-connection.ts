import {readFileSync} from 'node:fs';
import type {Values, VariableName} from './config-variables';

export type SslSettings = false | {rejectUnauthorized: boolean; ca?: string};

/** Where a PostgreSQL database is; the shape `pg` and Knex take as `connection`. */
export interface ConnectionSettings {
  host: string;
  port: number;
  database: string;
  user: string;
  password?: string;
  ssl: SslSettings;
}

/** Which family of variables named the database; `embedded` when none did. */
export type ConnectionSource = 'embedded' | 'DATABASE_URL' | 'DB_*' | 'DATABASE_*' | 'SUPABASE_DB_*';

interface Candidate {
  source: Exclude<ConnectionSource, 'embedded'>;
  settings: Omit<ConnectionSettings, 'ssl'>;
  sslMode?: string;
}

const FAMILIES = [
  {source: 'DB_*', prefix: 'DB_'},
  {source: 'DATABASE_*', prefix: 'DATABASE_'},
  {source: 'SUPABASE_DB_*', prefix: 'SUPABASE_DB_'},
] as const;

/**
 * The connection that the variables name: the first family that is set.
 * @throws Error when two families name different databases, or one is incomplete
 */
export function chooseConnection(
  values: Values,
  sslByDefault: boolean,
): {source: ConnectionSource; connection: ConnectionSettings | null} {
  const candidates = [fromUrl(values), ...FAMILIES.map(family => fromFamily(values, family))].filter(
    candidate => candidate !== undefined,
  );
  const [first, ...others] = candidates;
  if (first === undefined) return {source: 'embedded', connection: null};
  for (const other of others) {
    if (JSON.stringify(other.settings) !== JSON.stringify(first.settings)) {
      throw new Error(
        `${first.source} and ${other.source} name different databases (${describe(first)} and ${describe(other)}): set one of them`,
      );
    }
  }
  return {
    source: first.source,
    connection: {...first.settings, ssl: sslOf(first.sslMode, values, sslByDefault)},
  };
}

/** The connection a single URL variable names, or null when it is unset. */
export function connectionFromUrl(
  name: 'MIGRATION_DATABASE_URL' | 'SCRATCH_DATABASE_URL',
  values: Values,
  sslByDefault: boolean,
): ConnectionSettings | null {
  const url = values[name];
  if (url === undefined) return null;
  const {settings, sslMode} = parseUrl(name, url);
  return {...settings, ssl: sslOf(sslMode, values, sslByDefault)};
}

function describe({settings}: Candidate): string {
  return `${settings.user}@${settings.host}:${settings.port}/${settings.database}`;
}

function fromUrl(values: Values): Candidate | undefined {
  if (values.DATABASE_URL === undefined) return undefined;
  return {source: 'DATABASE_URL', ...parseUrl('DATABASE_URL', values.DATABASE_URL)};
}

function parseUrl(name: VariableName, url: string): Omit<Candidate, 'source'> {
  const form = 'postgres://user:password@host:port/name';
  if (!URL.canParse(url)) throw new Error(`${name} is no URL of the form ${form}`);
  const parsed = new URL(url);
  if (!['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new Error(`${name} must have the form ${form}`);
  }
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (parsed.hostname === '' && !parsed.searchParams.has('host')) throw new Error(`${name} names no host`);
  if (database === '') throw new Error(`${name} names no database`);
  return {
    settings: {
      host: parsed.searchParams.get('host') ?? parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(parsed.port || parsed.searchParams.get('port') || 5432),
      database,
      user: decodeURIComponent(parsed.username || 'postgres'),
      ...(parsed.password === '' ? {} : {password: decodeURIComponent(parsed.password)}),
    },
    sslMode: parsed.searchParams.get('sslmode') ?? undefined,
  };
}

function fromFamily(values: Values, {source, prefix}: (typeof FAMILIES)[number]): Candidate | undefined {
  const [host, port, database, user, password] = [
    values[`${prefix}HOST`],
    values[`${prefix}PORT`],
    values[`${prefix}NAME`],
    values[`${prefix}USER`],
    values[`${prefix}PASSWORD`],
  ];
  if ([host, port, database, user, password].every(value => value === undefined)) return undefined;
  const missing = Object.entries({HOST: host, NAME: database, USER: user}).filter(
    ([, value]) => value === undefined,
  );
  if (host === undefined || database === undefined || user === undefined) {
    throw new Error(`${source} is incomplete: ${missing.map(([key]) => prefix + key).join(', ')} missing`);
  }
  return {
    source,
    settings: {host, port: port ?? 5432, database, user, ...(password === undefined ? {} : {password})},
  };
}

/** `sslmode` of a URL wins over DATABASE_SSL, which wins over the environment's default. */
function sslOf(urlMode: string | undefined, values: Values, sslByDefault: boolean): SslSettings {
  const modes: Record<string, 'verify' | 'require' | 'off'> = {
    disable: 'off',
    allow: 'off',
    prefer: 'off',
    require: 'require',
    'no-verify': 'require',
    'verify-ca': 'verify',
    'verify-full': 'verify',
    true: 'verify',
    false: 'off',
    verify: 'verify',
    off: 'off',
  };
  const word = urlMode ?? values.DATABASE_SSL ?? (sslByDefault || values.DATABASE_SSL_CA ? 'verify' : 'off');
  const mode = modes[word];
  if (mode === undefined)
    throw new Error(`sslmode=${word} is unknown: use one of ${Object.keys(modes).join(', ')}`);
  if (mode === 'off') return false;
  if (mode === 'require') return {rejectUnauthorized: false};
  return {
    rejectUnauthorized: true,
    ...(values.DATABASE_SSL_CA === undefined ? {} : {ca: readCa(values.DATABASE_SSL_CA)}),
  };
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`DATABASE_SSL_CA: ${file} can't be read`, {cause: error});
  }
}
