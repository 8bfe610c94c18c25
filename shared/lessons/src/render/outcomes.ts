import { argsOf } from '../args.ts';
import type { Bench } from '../bench.ts';
import type { Block } from '../blocks.ts';
import { fenced } from './text.ts';

/** `outcomes race=R on=03`: every way in which the race can end, each once. */
export async function renderOutcomes(block: Block, bench: Bench): Promise<string> {
  const args = argsOf(block, ['race', 'on']);
  const { outcomes } = await bench.explore(bench.race(args.race), await bench.target(args.on));
  return fenced('text', outcomes.join('\n'));
}
