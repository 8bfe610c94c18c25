import { type CrashMatrix, type CrashPoint, crashesTable, pausesTable } from '@workbook/judge';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { table } from './text.ts';

/** `matrices on=08`: how many crashes and pauses of each cache protocol leave something wrong. */
export async function renderMatrices(block: Block, runs: LessonRuns): Promise<string> {
  const { on } = argsOf(block, ['on']);
  const matrices = await runs.crashMatrices(await runs.target(on));
  return table([
    ['protocol', 'by hand', 'crashes: wrong', 'still, with all keys expired', 'pauses: wrong'],
    ...matrices.map(({ protocol, claimed, crashes, pauses }) => [
      protocol,
      claimed,
      countOf(crashes, ({ consistent }) => !consistent),
      countOf(crashes, ({ consistentAfterTtl }) => !consistentAfterTtl),
      countOf(pauses, ({ consistent }) => !consistent),
    ]),
  ]);
}

/** `matrix on=08 protocol=cache-first part=crashes`: each crash, or each pause, of one protocol. */
export async function renderMatrix(block: Block, runs: LessonRuns): Promise<string> {
  const { on, protocol, part } = argsOf(block, ['on', 'protocol', 'part']);
  const matrices = await runs.crashMatrices(await runs.target(on));
  const matrix = matrices.find((one) => idOf(one) === protocol);
  if (!matrix)
    throw new CannotRender(`protocol=${protocol} is not one of ${matrices.map(idOf).join(', ')}`);
  if (part === 'crashes') return crashesTable(matrix.crashes);
  if (part === 'pauses') return pausesTable(matrix.pauses);
  throw new CannotRender(`part=${part} is neither crashes nor pauses`);
}

function idOf({ protocol }: CrashMatrix): string {
  return protocol.replaceAll(' ', '-');
}

function countOf(points: readonly CrashPoint[], wrong: (point: CrashPoint) => boolean): string {
  const struck = points.filter(({ fault }) => fault !== 'none');
  return `${struck.filter(wrong).length} of ${struck.length}`;
}
