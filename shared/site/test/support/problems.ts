import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { misfits } from './misfits.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings axe into the page that is open. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(axe);
}

/** What axe finds on a page into which it was brought. */
export async function axeFinds(page: Page, options: object): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.map(({ id, nodes: [node] }) => `${id}: ${node?.html} ${node?.failureSummary}`);
}

/** What does not fit into the page, and what axe finds. */
export async function problems(page: Page, path: string, options: object): Promise<string[]> {
  const found = await axeFinds(page, options);
  return [...(await misfits(page, path)), ...found.map((one) => `${path}: ${one}`)];
}
