/** The sign of each verdict; `ends` is for the first step that prevents a race. */
export const signs = { prevented: '✓', possible: '✗', inconclusive: '?', ends: '★' } as const;

/** Each verdict as a learner reads it. */
export const verdictWords = {
  prevented: 'cannot happen',
  possible: 'can happen',
  inconclusive: 'inconclusive',
} as const;
