import type { Recording } from '@workbook/recording';

/** How many orders go on from a position, and how many of them break the race. */
export interface Chances {
  readonly all: number;
  readonly bad: number;
}

/** Counts, for every position, the orders that go on from there: exactly, each way through the graph once. */
export function chancesOf({ positions, ends }: Recording): readonly Chances[] {
  const chances: Chances[] = new Array(positions.length);
  // What a turn leads to never comes before where it starts, so from the last to the first each is known.
  for (let at = positions.length - 1; at >= 0; at -= 1) {
    const { next = [], end } = positions[at] ?? {};
    let [all, bad] = [0, 0];
    const ending = end === undefined ? undefined : ends[end];
    if (ending) {
      all = 1;
      bad = ending.violation === undefined ? 0 : 1;
    }
    for (const [, to] of next) {
      all += chances[to]?.all ?? 0;
      bad += chances[to]?.bad ?? 0;
    }
    chances[at] = { all, bad };
  }
  return chances;
}

/** What is certain at a position: that every order from here breaks the race, that none does, or neither. */
export function certainty({ all, bad }: Chances): 'bad' | 'good' | 'open' {
  if (bad === 0) return 'good';
  return bad === all ? 'bad' : 'open';
}
