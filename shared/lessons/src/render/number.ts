import { argsOf } from '../args.ts';
import type { Bench } from '../bench.ts';
import type { Block } from '../blocks.ts';
import { CannotRender } from '../problem.ts';
import { formatCount } from './text.ts';

/** `number race=R on=03 of=possible`: one count, in the middle of a sentence. */
export async function renderNumber(block: Block, bench: Bench): Promise<string> {
  const args = argsOf(block, ['race', 'on', 'of']);
  const { possible, impossible, failing, distinct, outcomes } = await bench.explore(
    bench.race(args.race),
    await bench.target(args.on),
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
    throw new CannotRender(`of=${args.of} is none of ${Object.keys(counts).join(', ')}`);
  return formatCount(count);
}
