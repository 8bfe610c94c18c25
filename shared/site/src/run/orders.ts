import type { OrdersFrom } from '@workbook/recording/walk';
import { positionAt, type Walk } from './walk.ts';

/** What is certain at a position: that every order from here breaks the race, that none does, or neither. */
export function certainty({ orders, breaking }: OrdersFrom): 'bad' | 'good' | 'open' {
  if (breaking === 0) return 'good';
  return breaking === orders ? 'bad' : 'open';
}

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
