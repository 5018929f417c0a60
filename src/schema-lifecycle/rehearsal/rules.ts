import {abbreviate} from '../errors';
import type {Finding} from './report';
import type {Hit, Rule, RuleContext} from './rule';
import {CHANGE_RULES} from './rules-changes';
import {HINT_RULES} from './rules-hints';
import {MEASURED_RULES} from './rules-measured';
import {STATEMENT_RULES} from './rules-statements';

export const RULES: readonly Rule[] = [...MEASURED_RULES, ...CHANGE_RULES, ...STATEMENT_RULES, ...HINT_RULES];

/** About the settings of a migration, not a statement. */
export const LOCK_TIMEOUT_RULE = {
  id: 'require-lock-timeout',
  severity: 'error',
  about: 'a migration that waits for a lock without end',
} as const;

export const RULE_IDS: readonly string[] = [...new Set([...RULES, LOCK_TIMEOUT_RULE].map(({id}) => id))];

/** What the rules say of one statement. */
export function findingsOf(migration: string, context: RuleContext): Finding[] {
  return RULES.flatMap(rule =>
    rule.check(context).map(hit => ({
      rule: rule.id,
      severity: severityOf(rule, hit),
      migration,
      statement: abbreviate(context.statement.text),
      why: hit.why,
      safer: hit.safer,
      measured: rule.measured && context.effects !== null,
    })),
  );
}

function severityOf(rule: Rule, {severity = rule.severity, tables}: Hit): Finding['severity'] {
  const isHarmless = tables !== undefined && tables.length > 0 && tables.every(({rows}) => rows === 0);
  return isHarmless && severity === 'error' ? 'warning' : severity;
}

/** A lock timeout of 0 lets one migration queue up every query behind it. */
export function findingOfTimeout(migration: string, lockTimeoutMs: number | undefined): Finding[] {
  if (lockTimeoutMs !== 0) return [];
  return [
    {
      rule: LOCK_TIMEOUT_RULE.id,
      severity: LOCK_TIMEOUT_RULE.severity,
      migration,
      statement: null,
      why: 'with lockTimeoutMs: 0 it waits for ever, and every query that comes later waits behind it',
      safer: 'Leave lockTimeoutMs out (5 s, with retries), or set a short one.',
      measured: false,
    },
  ];
}
