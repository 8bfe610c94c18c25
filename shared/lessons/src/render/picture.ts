import { timeline, timelineText } from '@workbook/judge';
import { argsOf } from '../page/args.ts';
import type { Block } from '../page/blocks.ts';
import { CannotRender } from '../page/problem.ts';
import type { LessonRuns } from '../runs/lesson-runs.ts';
import { cutTimeline } from './cut-timeline.ts';
import { fenced } from './text.ts';

/**
 * `picture race=R on=03 [schedule=AAB] [lines=1,4-5]`: the first order that fails, or a given one, as
 * a timeline; with `lines`, only these lines of it.
 */
export async function renderPicture(block: Block, runs: LessonRuns): Promise<string> {
  const args = argsOf(block, ['race', 'on'], ['schedule', 'lines']);
  const race = runs.race(args.race);
  const target = await runs.target(args.on);
  const run = args.schedule
    ? await runs.replay(race, target, args.schedule)
    : (await runs.firstFailure(race, target)).first;
  if (!run) {
    throw new CannotRender(
      `no order breaks ${race.id} on ${target.name}: choose one with schedule=… or another race`,
    );
  }
  const { step, finished, without } = target;
  const option = without ? ` --without ${without}` : '';
  const replayCommand = `npx workbook replay ${step} ${race.id} ${run.text}${option}`;
  const parts = timeline(race, run, finished || without ? { replayCommand } : {});
  return fenced('text', args.lines ? cutTimeline(parts, args.lines) : timelineText(parts));
}
