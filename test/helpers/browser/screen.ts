import {readFileSync} from 'node:fs';
import type {Page} from 'playwright-core';
import {OVERFLOW, STICKING_OUT} from './in-page';
import type {Visitor} from './visitor';

export const THEMES = ['light', 'dark'] as const;
export const WIDTHS = [1280, 375] as const;

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const ALL_RULES = {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']};
/** What another theme can change. */
const RULES_OF_COLOUR = {type: 'rule', values: ['color-contrast', 'link-in-text-block']};

interface Violation {
  id: string;
  help: string;
  nodes: {target: string[]; failureSummary: string}[];
}

/** What is wrong with a screen as it is shown now, in both themes: nothing, if all is well. */
export async function faultsOf({page}: Visitor): Promise<string[]> {
  const faults: string[] = [];
  const headings = await page.getByRole('heading', {level: 1}).count();
  if (headings !== 1) faults.push(`${headings} headings of level 1`);
  const overflow = await page.evaluate<number>(OVERFLOW);
  if (overflow > 0) {
    const parts = await page.evaluate<string[]>(STICKING_OUT);
    faults.push(`scrolls sideways by ${overflow} px: ${parts.join(', ')}`);
  }
  await page.evaluate(AXE);
  for (const theme of THEMES) {
    await page.emulateMedia({colorScheme: theme});
    const rules = theme === 'light' ? ALL_RULES : RULES_OF_COLOUR;
    faults.push(...(await violationsOf(page, rules)).map(text => `${theme}: ${text}`));
  }
  return faults;
}

/** What is wrong with what is shown now, such as an open dialog. */
export async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return violationsOf(page, ALL_RULES);
}

async function violationsOf(page: Page, runOnly: typeof ALL_RULES): Promise<string[]> {
  const options = JSON.stringify({runOnly, resultTypes: ['violations']});
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${options}).then(result => result.violations)`,
  );
  return violations.map(
    ({id, help, nodes}) =>
      `${id} (${help}): ${nodes
        .slice(0, 3)
        .map(({target, failureSummary}) => `${target.join(' ')} – ${failureSummary.replaceAll(/\s+/g, ' ')}`)
        .join('; ')}`,
  );
}
