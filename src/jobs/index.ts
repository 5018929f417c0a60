import type {Job} from './job';
import {releaseExpiredHolds} from './release-expired-holds.job';
import {removeExpiredRows} from './remove-expired-rows.job';

export const JOBS: readonly Job[] = [releaseExpiredHolds, removeExpiredRows];
