import {readFileSync} from 'node:fs';
import type {MigrationModule, SourceFile} from '../migration-source';
import type {Finding, SilencedFinding} from './report';
import {RULE_IDS} from './rules';

const COMMENT =
  /(?:\/\/|--|\/?\*)[ \t]*lint-allow[ \t]+([\w-]+)(?:[ \t]*:[ \t]*([^\n]*?))?[ \t]*(?:\*\/|\n|$)/g;

/**
 * Rules that a migration silences, with the reason: by a comment `lint-allow RULE: reason`, or by `lint.allow` in its
 * config. A comment without a reason silences nothing.
 */
export function readAllowed(file: SourceFile, migration: MigrationModule): Map<string, string | null> {
  const allowed = new Map<string, string | null>();
  for (const rule of migration.config?.lint?.allow ?? []) allowed.set(rule, null);
  for (const [, rule = '', reason = ''] of readFileSync(file.path, 'utf8').matchAll(COMMENT)) {
    if (reason !== '') allowed.set(rule, reason);
  }
  return allowed;
}

/** Parts what is silenced from what is not; a rule that does not exist is a finding of its own. */
export function silence(
  findings: readonly Finding[],
  allowed: Map<string, string | null>,
  migration: string,
): {findings: Finding[]; silenced: SilencedFinding[]} {
  const unknown = [...allowed.keys()].filter(rule => !RULE_IDS.includes(rule));
  return {
    findings: [
      ...findings.filter(({rule}) => !allowed.has(rule)),
      ...unknown.map(rule => unknownRule(rule, migration)),
    ],
    silenced: findings
      .filter(({rule}) => allowed.has(rule))
      .map(finding => ({...finding, reason: allowed.get(finding.rule) ?? null})),
  };
}

function unknownRule(rule: string, migration: string): Finding {
  return {
    rule: 'unknown-rule',
    severity: 'warning',
    migration,
    statement: null,
    why: `it silences ${rule}, and no rule has that name`,
    safer: 'npm run migrate:lint -- --rules lists them.',
    measured: false,
  };
}
