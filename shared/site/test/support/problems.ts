import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { misfits } from './misfits.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings axe into the page that is open. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(axe);
}

/** What axe finds, and what does not fit into the page. */
export async function problems(page: Page, path: string, options: object): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return [
    ...(await misfits(page, path)),
    ...violations.map(
      ({ id, nodes: [node] }) => `${path}: ${id}: ${node?.html} ${node?.failureSummary}`,
    ),
  ];
}
