/** What is known of a race on the learner's code, as a sign and in words. */
export const raceSigns = { waiting: '·', tried: '…', prevented: '✓', possible: '✗' } as const;
export const raceWords = {
  waiting: 'not judged yet',
  tried: 'nothing has failed so far',
  prevented: 'cannot happen',
  possible: 'can happen',
} as const;
