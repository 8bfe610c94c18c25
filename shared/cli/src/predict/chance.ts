import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws lots; the same seed always draws the same. */
export interface Chance {
  /** One of `all`, which must not be empty. */
  pick<T>(all: readonly T[]): T;
  /** Whether something happens that happens `of` out of a hundred times. */
  happens(of: number): boolean;
}

/** The same draws for the same seed, a whole number. */
export function chanceOf(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  // The first numbers of neighbouring seeds are much alike.
  for (let i = 0; i < 32; i += 1) uniformInt(generator, 0, 1);
  const below = (count: number) => uniformInt(generator, 0, count - 1);
  return {
    pick: (all) => all[below(all.length)] as (typeof all)[number],
    happens: (of) => below(100) < of,
  };
}
