import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {nameOf} from '../schema-lifecycle/migration-source';
import {UsageError} from './command';

/**
 * Writes a new TypeScript file and returns its path; an existing one is never overwritten.
 * @throws UsageError when the name has other characters than letters, digits and underscores, or is taken
 */
export function makeFile(
  directory: string,
  name: string,
  template: string,
  fullName: (stem: string) => string,
): string {
  const stem = name
    .replace(/(\.(ts|js))+$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
  if (!/^[a-z0-9_]{1,100}$/.test(stem)) {
    throw new UsageError(`${name} is no usable name: letters, digits, - and _ only, at most 100`);
  }
  mkdirSync(directory, {recursive: true});
  const twin = readdirSync(directory).find(file => nameOf(file).replace(/^\d+_/, '') === stem);
  if (twin !== undefined) throw new UsageError(`${twin} has this name already; choose another one`);
  const file = path.join(directory, `${fullName(stem)}.ts`);
  writeFileSync(file, template, {flag: 'wx'});
  return file;
}

/** Such as 20250127120000, in UTC. */
export function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '').slice(0, 14);
}
