import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import type { Target } from '../page/targets.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import type { WriteCost } from '../runs/write-cost.ts';
import { formatCount, table } from './text.ts';

/** `writes on=02,03 accounts=1,100`: what one deposit writes, for each number of accounts. */
export async function renderWrites(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['on', 'accounts']);
  const targets = await Promise.all(args.on.split(',').map((name) => runs.target(name)));
  const rows: string[][] = [];
  for (const accounts of args.accounts.split(',').map(Number)) {
    const cells: string[] = [];
    for (const target of targets) cells.push(inWords(await runs.writeCost(target, accounts)));
    rows.push([formatCount(accounts), ...cells]);
  }
  return table([['accounts', ...targets.map(headingOf)], ...rows]);
}

function headingOf({ step }: Target): string {
  return `one deposit in step ${step} writes`;
}

function inWords({ rows, bytes }: WriteCost): string {
  const parts = [
    ...(rows > 0 ? [`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`] : []),
    ...(bytes > 0 ? [`${formatCount(bytes)} bytes`] : []),
  ];
  return parts.join(' and ') || 'nothing';
}
