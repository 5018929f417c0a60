import {Pool} from 'pg';
import type {ConnectionSettings} from '../../src/config';
import {bookingRequestSchema} from '../../src/controllers/schemas/booking.schemas';
import {pgTypes} from '../../src/database/pg-types';
import {ajvFactory} from '../../src/middleware/ajv';
import type {PeerConfig} from './answers';

/** What the benchmark tells a peer, as JSON in its first argument. */
export interface PeerSettings {
  connection: ConnectionSettings;
  poolSize: number;
  config: PeerConfig;
  /** What the peer that answers from memory answers: path → body. */
  answers: Record<string, string>;
}

export function readSettings(): PeerSettings {
  return JSON.parse(process.argv[2] ?? '');
}

export function openPool({connection, poolSize}: PeerSettings): Pool {
  return new Pool({...connection, max: poolSize, types: pgTypes, keepAlive: true});
}

/** Tells the benchmark where the peer listens, and ends the process when it is told to. */
export function listening(port: number): void {
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
  process.on('SIGTERM', () => process.exit(0));
}

/** The same checks as ours, with the same library. */
export function validators() {
  const ajv = ajvFactory({});
  const coercing = ajvFactory({coerceTypes: true});
  const limit = {type: 'integer', minimum: 1, maximum: 100, default: 20};
  return {
    booking: ajv.compile(bookingRequestSchema),
    slug: ajv.compile({type: 'string', maxLength: 200}),
    query: coercing.compile({type: 'object', additionalProperties: false, properties: {limit}}),
  };
}

export function portOf(address: string | {port: number} | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
