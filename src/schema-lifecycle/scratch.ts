import {randomBytes} from 'node:crypto';
import type {ConnectionSettings} from '../config-connection';
import {EXIT, SchemaError} from './errors';
import {MigrationSource, type SourceFile} from './migration-source';
import {MigrationRunner} from './runner';
import {Session} from './session';

/** A server on which databases may be made and dropped, for as long as it is held. */
export interface ScratchServer {
  connection: ConnectionSettings;
  release(): Promise<void>;
}

/** Where a scratch database may be made; the first that can be used is. */
export interface ScratchSource {
  /** The database whose schema is in question; only read, unless its own server has to serve. */
  target: ConnectionSettings;
  /** The server that SCRATCH_DATABASE_URL names. */
  server?: ConnectionSettings | null;
  /** Starts a server of our own; passed over when its major differs and the target's server may be used. */
  embedded?: {major: number; open(): Promise<ScratchServer>};
}

export interface ScratchDatabase {
  connection: ConnectionSettings;
  /** A connection to it, closed with it. */
  session: Session;
  /** Major version of the server that it is on, and of the target's. */
  serverVersion: number;
  targetVersion: number;
}

const NAME = /^scratch_[0-9a-f]{16}$/;
const COMMENT = 'schema-lifecycle scratch database, made at ';
const STALE_MS = 24 * 3600 * 1000;

/**
 * Makes an empty database, hands it to `work` and drops it, whatever happens. What a killed process left is dropped by the
 * next one, a day later.
 * @throws SchemaError SCRATCH_UNAVAILABLE when there is no server to make it on
 */
export async function withScratchDatabase<T>(
  where: ScratchSource,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const target = await readServer(where.target);
  const server = await chooseServer(where, target);
  try {
    const admin = await Session.open(server.connection, 'schema-lifecycle scratch');
    try {
      await dropStale(admin);
      return await onNewDatabase(admin, server.connection, target.major, work);
    } finally {
      await admin.close();
    }
  } finally {
    await server.release();
  }
}

async function onNewDatabase<T>(
  admin: Session,
  server: ConnectionSettings,
  targetVersion: number,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const name = `scratch_${randomBytes(8).toString('hex')}`;
  await admin.query(`create database ${name} template template0`);
  try {
    await admin.query(`comment on database ${name} is '${COMMENT}${new Date().toISOString()}'`);
    const connection = {...server, database: name};
    const session = await Session.open(connection, 'schema-lifecycle scratch');
    try {
      return await work({connection, session, serverVersion: await majorOf(admin), targetVersion});
    } finally {
      await session.close();
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
  }
}

/** What the target's own server is, and may be used for. */
async function readServer(
  connection: ConnectionSettings,
): Promise<{major: number; mayCreate: boolean; connection: ConnectionSettings}> {
  const session = await Session.open(connection, 'schema-lifecycle scratch');
  try {
    const {rows} = await session.query<{may: boolean}>(
      'select rolcreatedb or rolsuper as may from pg_roles where rolname = current_user',
    );
    return {major: await majorOf(session), mayCreate: rows[0]?.may === true, connection};
  } finally {
    await session.close();
  }
}

/** The configured one; else that of the target's major; else the embedded one; else the target's. */
async function chooseServer(
  {server, embedded}: ScratchSource,
  target: {major: number; mayCreate: boolean; connection: ConnectionSettings},
): Promise<ScratchServer> {
  const release = async () => {};
  if (server) return {connection: server, release};
  const own = {connection: target.connection, release};
  if (target.mayCreate && embedded?.major !== target.major) return own;
  if (embedded !== undefined) {
    try {
      return await embedded.open();
    } catch (error) {
      if (target.mayCreate) return own;
      throw unavailable(`the embedded server does not start (${(error as Error).message})`, error);
    }
  }
  throw unavailable('there is no embedded server here');
}

function unavailable(reason: string, cause?: unknown): SchemaError {
  return new SchemaError(
    'SCRATCH_UNAVAILABLE',
    `no scratch database can be made: ${reason}, and the role of the target may not create databases. ` +
      'Name a server with SCRATCH_DATABASE_URL',
    EXIT.usage,
    {cause},
  );
}

async function majorOf(session: Session): Promise<number> {
  const {rows} = await session.query<{major: number}>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  return rows[0]?.major ?? 0;
}

/** One that is still in use, or that another process is dropping, is left alone. */
async function dropStale(admin: Session): Promise<void> {
  const {rows} = await admin.query<{name: string; comment: string}>(
    `select d.datname as name, s.description as comment from pg_database d
     join pg_shdescription s on s.objoid = d.oid and s.classoid = 'pg_database'::regclass
     where starts_with(d.datname, 'scratch_') and starts_with(s.description, '${COMMENT}')
       and pg_has_role(d.datdba, 'member')`,
  );
  for (const {name, comment} of rows) {
    const ageMs = Date.now() - Date.parse(comment.slice(COMMENT.length));
    if (!NAME.test(name) || !(ageMs > STALE_MS)) continue;
    try {
      await admin.query(`drop database if exists ${name}`);
    } catch (error) {
      if (!['55006', '3D000'].includes((error as {code?: string}).code ?? '')) throw error;
    }
  }
}

/** The files of a source that are among `names`. */
export class PartialSource extends MigrationSource {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly whole: MigrationSource,
    names: Iterable<string>,
  ) {
    super(whole.directory);
    this.names = new Set(names);
  }

  override list(): readonly SourceFile[] {
    return this.whole.list().filter(({name}) => this.names.has(name));
  }

  override find(name: string): SourceFile | undefined {
    return this.names.has(name) ? this.whole.find(name) : undefined;
  }
}

export interface BuildOptions {
  source: MigrationSource;
  /** Applied and no others, in the order of their names; default all. */
  names?: readonly string[];
  /** The last one that is applied. */
  upTo?: string;
}

/**
 * Applies migrations to a scratch database.
 * @throws SchemaError MIGRATION_UNKNOWN when one of `names` or `upTo` has no file; MigrationFailedError
 */
export async function buildScratch(
  scratch: Pick<ScratchDatabase, 'connection'>,
  {source, names, upTo}: BuildOptions,
): Promise<void> {
  const known = source.list().map(({name}) => name);
  const missing = [...(names ?? []), ...(upTo === undefined ? [] : [upTo])].filter(
    name => !known.includes(name),
  );
  if (missing.length > 0) {
    throw new SchemaError(
      'MIGRATION_UNKNOWN',
      `history can't be rebuilt: this build has no file for ${missing.join(', ')}`,
    );
  }
  const until = upTo === undefined ? known : known.slice(0, known.indexOf(upTo) + 1);
  const chosen = names === undefined ? until : until.filter(name => names.includes(name));
  const runner = new MigrationRunner({
    connection: scratch.connection,
    source: new PartialSource(source, chosen),
    lockWaitMs: 10_000,
    outOfOrder: 'warn',
    isScratch: true,
  });
  try {
    await runner.migrateToLatest();
  } finally {
    await runner.close();
  }
}
