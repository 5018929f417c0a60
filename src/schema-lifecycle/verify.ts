import {findProblems} from './checks';
import {checkModels, type ModelContract} from './contract';
import {type DriftReport, findDrift} from './drift';
import type {MigrationRunner} from './runner';
import type {ScratchSource} from './scratch';

export interface Verification {
  isFine: boolean;
  checks: {
    name: 'migrations' | 'drift' | 'models';
    isFine: boolean;
    /** In a few words. */
    summary: string;
    /** One for each thing that is wrong. */
    problems: string[];
  }[];
  drift: DriftReport;
}

/** After a deployment: nothing pending or wrong, no drift, and models that fit. The target is only read. */
export async function verify(
  runner: MigrationRunner,
  where: ScratchSource,
  models: readonly ModelContract[],
): Promise<Verification> {
  const comparison = await runner.compare();
  const differences = await runner.reading(session => checkModels(session, models));
  const drift = await findDrift(runner, where);
  const {pending, ahead, version} = comparison;
  const migrations = [
    ...findProblems(comparison).map(({message}) => message),
    ...pending.map(name => `${name} is pending: npm run migrate`),
  ];
  const checks: Verification['checks'] = [
    {
      name: 'migrations',
      isFine: migrations.length === 0,
      summary: `${ahead.length > 0 ? `${ahead.length} newer than this build` : 'nothing pending'}, version ${version ?? 'none'}`,
      problems: migrations,
    },
    {
      name: 'drift',
      isFine: !drift.isDrifted,
      summary: drift.comparedBy === 'fingerprint' ? 'none, by the fingerprint alone' : 'none',
      problems: drift.isDrifted ? driftProblems(drift) : [],
    },
    {
      name: 'models',
      isFine: differences.length === 0,
      summary: `${models.length} fit`,
      problems: differences.map(({message}) => message),
    },
  ];
  return {isFine: checks.every(({isFine}) => isFine), checks, drift};
}

function driftProblems({differences}: DriftReport): string[] {
  const words = {
    added: 'only in the database',
    removed: 'only in the migrations',
    changed: 'changed',
  } as const;
  return [
    ...differences.map(({change, object}) => `${object}: ${words[change]}`),
    'see how: npm run migrate:drift',
  ];
}
