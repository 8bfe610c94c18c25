/** The sign of each verdict; `ends` is for the first step that prevents a race. */
export const signs = { prevented: '✓', possible: '✗', inconclusive: '?', ends: '★' } as const;

/** Each verdict as a learner reads it. */
export const verdictWords = {
  prevented: 'cannot happen',
  possible: 'can happen',
  inconclusive: 'inconclusive',
} as const;

/**
 * What is said of a race that fails, in one sentence without a full stop: where no two requests overlap, it is the code
 * of each request that is wrong, and no race.
 */
export function failureText(name: string, wrongAlone: boolean): string {
  return wrongAlone ? `wrong, and no two requests overlap: ${name}` : `${name} can happen`;
}
