import { readFile, writeFile } from 'node:fs/promises';
import { chartOf } from './chart.ts';
import type { Figures } from './figures.ts';
import { tables } from './tables.ts';

const docs = new URL('../../../docs/', import.meta.url);

/** The figures that the page shows. */
export const figuresFile = new URL('bench.json', docs);
/** The chart that the page shows. */
export const chartFile = new URL('bench.svg', docs);
/** The page that the figures are published on. */
export const pageFile = new URL('bench.md', docs);

const begin = '<!-- figures: written by npm run bench:explorer -- --publish -->';
const end = '<!-- end of figures -->';
const beginVerdicts = '<!-- verdicts: written by npm run bench:check -- --publish -->';
const endVerdicts = '<!-- end of verdicts -->';

/** The page with these figures in the place of whatever figures it shows. */
export function withFigures(page: string, figures: Figures): string {
  return withText(page, begin, tables(figures), end);
}

/** The page with this table of verdicts in the place of the one that it shows. */
export function withVerdicts(page: string, table: string): string {
  return withText(page, beginVerdicts, table, endVerdicts);
}

function withText(page: string, first: string, text: string, last: string): string {
  const [before, rest] = page.split(first);
  const after = rest?.split(last)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/bench.md must have a line ${first} and then one ${last}`);
  return `${before}${first}\n\n${text}\n\n${last}${after}`;
}

/** Writes the figures, the chart, and the page. */
export async function writePage(figures: Figures): Promise<void> {
  await writeFile(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(chartFile, chartOf(figures));
  await writeFile(pageFile, withFigures(await readFile(pageFile, 'utf8'), figures));
}

/** Writes the table of verdicts into the page. */
export async function writeVerdicts(table: string): Promise<void> {
  await writeFile(pageFile, withVerdicts(await readFile(pageFile, 'utf8'), table));
}
