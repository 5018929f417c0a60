import type {EnvironmentName} from '../config';
import {foreseeLosses} from '../schema-lifecycle/loss';
import {EXIT, type MigrationSource, SchemaError, type Session} from '../schema-lifecycle/programmatic';
import type {Invocation} from './command';

interface Undoing {
  names: readonly string[];
  session: Session;
  source: MigrationSource;
}

/**
 * Tells what undoing these migrations takes away for good.
 * @throws SchemaError LOSS_NOT_CONFIRMED when there is something, outside development and test, and without `--yes`
 */
export async function askBeforeLoss(
  {values, output}: Invocation,
  environment: EnvironmentName,
  {names, session, source}: Undoing,
): Promise<void> {
  const losses = await foreseeLosses(session, source, names);
  if (losses.length === 0) return;
  const list = losses.map(({migration, what}) => `  - ${migration} drops\n      ${what}`).join('\n');
  const isFree = environment === 'development' || environment === 'test';
  if (isFree || values.yes === true) {
    output.note(`this takes data away for good:\n${list}`);
    return;
  }
  throw new SchemaError(
    'LOSS_NOT_CONFIRMED',
    `this would take data away for good:\n${list}\nNothing was done. Make a backup, then add --yes to do it.`,
    EXIT.usage,
  );
}
