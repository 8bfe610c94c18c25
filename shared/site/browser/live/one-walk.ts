import type { Recording } from '@workbook/recording';
import { scheduleOf, type Walk } from '../../src/run/walk.ts';

/** A run that was executed has one order: this is it. */
export function wholeWalk({ positions, turns }: Recording): Walk {
  return positions.flatMap(({ next }) =>
    next.map(([at, to]) => {
      const turn = turns[at] as Recording['turns'][number];
      return { move: turn.move, turn, to };
    }),
  );
}

/** Its schedule. */
export function scheduleIn(recording: Recording): string {
  return scheduleOf(wholeWalk(recording));
}
