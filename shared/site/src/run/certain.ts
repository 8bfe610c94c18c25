import type { OrdersFrom } from '@workbook/recording/walk';
import { certainty } from './orders.ts';
import { positionAt, type Walk } from './walk.ts';

/** The turn of a walk, counted from 1, after which every order breaks the race; undefined where none is, or all do anyway. */
export function certainFrom(walk: Walk, chances: readonly OrdersFrom[]): number | undefined {
  const isSure = (cursor: number) => {
    const chance = chances[positionAt(walk, cursor)];
    return chance !== undefined && certainty(chance) === 'bad';
  };
  if (isSure(0)) return undefined;
  const turn = walk.findIndex((_, at) => isSure(at + 1)) + 1;
  return turn > 0 ? turn : undefined;
}
