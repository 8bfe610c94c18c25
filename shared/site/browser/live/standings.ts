import type { LiveRace } from '../../src/live/protocol.ts';

/** What is known of a race on the learner's code, as a sign and in words. */
export const raceSigns = { waiting: '·', tried: '…', prevented: '✓', possible: '✗' } as const;
export const raceWords = {
  waiting: 'not judged yet',
  tried: 'nothing has failed so far',
  prevented: 'cannot happen',
  possible: 'can happen',
} as const;

/** The words for one race: what fails where no two requests overlap is not called a race. */
export function wordsOf({
  standing,
  wrongAlone = false,
}: Pick<LiveRace, 'standing' | 'wrongAlone'>): string {
  return wrongAlone ? 'wrong, and no two requests overlap' : raceWords[standing];
}
