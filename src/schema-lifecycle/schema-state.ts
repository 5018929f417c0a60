import type {Comparison} from './checks';

/**
 * `wrong`: a file was changed or is missing, or a run was left unfinished. `ahead`: a newer build has migrated; this one
 * may go on serving.
 */
export type SchemaStateName = 'ready' | 'ahead' | 'pending' | 'wrong';

export interface SchemaState {
  state: SchemaStateName;
  /** Newest applied migration. */
  version: string | null;
  pending: number;
}

const KEPT_MS = 1_000;

/** The state for the readiness endpoint. An answer is kept for a second, so that probes cost one query at most. */
export class SchemaStateReader {
  private kept: {at: number; answer: Promise<SchemaState>} | undefined;

  constructor(private readonly compare: () => Promise<Comparison>) {}

  /** @throws the error of the database when it does not answer */
  read(): Promise<SchemaState> {
    const now = performance.now();
    if (this.kept !== undefined && now - this.kept.at < KEPT_MS) return this.kept.answer;
    const answer = this.compare().then(stateOf);
    this.kept = {at: now, answer};
    answer.catch(() => {
      if (this.kept?.answer === answer) this.kept = undefined;
    });
    return answer;
  }
}

export function stateOf(comparison: Comparison): SchemaState {
  const {version, pending, changed, missing, unfinished, ahead} = comparison;
  const state =
    changed.length + missing.length + unfinished.length > 0
      ? 'wrong'
      : pending.length > 0
        ? 'pending'
        : ahead.length > 0
          ? 'ahead'
          : 'ready';
  return {state, version, pending: pending.length};
}
