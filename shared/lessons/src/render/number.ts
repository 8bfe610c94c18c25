import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { formatCount } from './text.ts';

/** `number race=R on=03 of=possible`: one count, in the middle of a sentence. */
export async function renderNumber(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['race', 'on', 'of']);
  const { possible, impossible, failing, distinct, outcomes } = await runs.explore(
    runs.race(args.race),
    await runs.target(args.on),
  );
  const counts: Readonly<Record<string, number>> = {
    orders: possible + impossible,
    possible,
    impossible,
    failing,
    distinct,
    outcomes: outcomes.length,
  };
  const count = counts[args.of];
  if (count === undefined)
    throw new CannotRender(`of=${args.of} is not one of ${Object.keys(counts).join(', ')}`);
  return formatCount(count);
}
