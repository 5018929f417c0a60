import type {Comparison} from './checks';

/**
 * `wrong`: a file was changed or is missing, or a run was left unfinished. `drifted`: somebody changed the schema without
 * a migration. `ahead`: a newer build has migrated.
 */
export type SchemaStateName = 'ready' | 'ahead' | 'pending' | 'wrong' | 'drifted';

export interface SchemaState {
  state: SchemaStateName;
  /** Newest applied migration. */
  version: string | null;
  pending: number;
  /** Whether this build can serve: when drifted or ahead, whether what its models need is there. */
  canServe: boolean;
}

/** What costs more than a look at the history. */
export interface DeepLook {
  hasDrifted: boolean;
  modelsFit: boolean;
}

const KEPT_MS = 1_000;
const DEEP_LOOK_KEPT_MS = 60_000;

/**
 * The state for the readiness endpoint. An answer is kept for a second, so that probes cost one query at most; whether
 * the schema has drifted is found out once a minute, and after a migration.
 */
export class SchemaStateReader {
  private kept: {at: number; answer: Promise<SchemaState>} | undefined;
  private deep: {at: number; version: string | null; look: DeepLook} | undefined;

  constructor(
    private readonly compare: () => Promise<Comparison>,
    private readonly lookDeeper: () => Promise<DeepLook> = async () => ({hasDrifted: false, modelsFit: true}),
  ) {}

  /** @throws the error of the database when it does not answer */
  read(): Promise<SchemaState> {
    const now = performance.now();
    if (this.kept !== undefined && now - this.kept.at < KEPT_MS) return this.kept.answer;
    const answer = this.find();
    this.kept = {at: now, answer};
    answer.catch(() => {
      if (this.kept?.answer === answer) this.kept = undefined;
    });
    return answer;
  }

  private async find(): Promise<SchemaState> {
    const comparison = await this.compare();
    const {state, ...rest} = stateOf(comparison);
    if (state !== 'ready' && state !== 'ahead') return {state, ...rest};
    // Of bare Knex there is no fingerprint, and the one before it says nothing.
    const isKnown = comparison.unrecorded.length === 0;
    const {hasDrifted, modelsFit} = await this.keepLook(comparison.version);
    const isDrifted = isKnown && hasDrifted;
    return {
      ...rest,
      state: isDrifted ? 'drifted' : state,
      canServe: modelsFit || (state === 'ready' && !isDrifted),
    };
  }

  private async keepLook(version: string | null): Promise<DeepLook> {
    const now = performance.now();
    const {deep} = this;
    if (deep !== undefined && deep.version === version && now - deep.at < DEEP_LOOK_KEPT_MS) return deep.look;
    const look = await this.lookDeeper();
    this.deep = {at: now, version, look};
    return look;
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
  return {state, version, pending: pending.length, canServe: state === 'ready' || state === 'ahead'};
}
