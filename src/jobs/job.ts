import type {Context} from '@loopback/core';

/** A background task: what runs, and when. Each lives in a file of its own in this folder. */
export interface Job {
  /** Task identifier in the worker's tables: never renamed while jobs of it may be queued. */
  name: string;
  /** Five cron fields in UTC. */
  schedule: string;
  run(application: Context): Promise<void>;
}
