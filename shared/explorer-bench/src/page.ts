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

/** The page with these figures in the place of whatever figures it shows. */
export function withFigures(page: string, figures: Figures): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/bench.md must have a line ${begin} and then one ${end}`);
  return `${before}${begin}\n\n${tables(figures)}\n\n${end}${after}`;
}

/** Writes the figures, the chart, and the page. */
export async function writePage(figures: Figures): Promise<void> {
  await writeFile(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(chartFile, chartOf(figures));
  await writeFile(pageFile, withFigures(await readFile(pageFile, 'utf8'), figures));
}
