import type {Context} from '@loopback/core';

/** A background task: what runs, and when. Each lives in a file of its own in this folder. */
export interface Job {
  /** Task identifier in the worker's tables: never renamed while jobs of it may be queued. */
  name: string;
  /** Five cron fields in UTC; absent: it runs when it is added to the queue. */
  schedule?: string;
  /** Scheduled runs of one queue take turns, in all processes. */
  queue?: string;
  /** Jobs of a lane never wait for those of another; default `main`. */
  lane?: JobLane;
  /**
   * @param payload what it was added with
   * @param stopping tells that the application waits for it
   */
  run(application: Context, payload?: unknown, stopping?: AbortSignal): Promise<void>;
}

/** Mail has its own: a mail server that hangs must not keep seats from being released. */
export const JOB_LANES = ['main', 'mail'] as const;
export type JobLane = (typeof JOB_LANES)[number];
