import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { fenced } from './text.ts';

/** `outcomes race=R on=03`: every way in which the race can end, each once. */
export async function renderOutcomes(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['race', 'on']);
  const { outcomes } = await runs.explore(runs.race(args.race), await runs.target(args.on));
  return fenced('text', outcomes.join('\n'));
}
