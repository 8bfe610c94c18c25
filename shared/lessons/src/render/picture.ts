import { picture } from '@workbook/race-test';
import { argsOf } from '../args.ts';
import type { Bench } from '../bench.ts';
import type { Block } from '../blocks.ts';
import { CannotRender } from '../problem.ts';
import { fenced } from './text.ts';

/** `picture race=R on=03 [schedule=AAB]`: the first order that fails, or a given one, as a timeline. */
export async function renderPicture(block: Block, bench: Bench): Promise<string> {
  const args = argsOf(block, ['race', 'on'], ['schedule']);
  const race = bench.race(args.race);
  const target = bench.target(args.on);
  const run = args.schedule
    ? await bench.replay(race, target, args.schedule)
    : (await bench.firstFailure(race, target)).first;
  if (!run) {
    throw new CannotRender(
      `no order breaks ${race.id} on ${target.name}: choose one with schedule=… or another race`,
    );
  }
  const replayCommand = `npx workbook replay ${target.step} ${race.id} ${run.text}`;
  return fenced('text', picture(race, run, target.finished ? { replayCommand } : {}));
}
