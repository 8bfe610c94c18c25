/** The sign of each verdict; `ends` is for the first step that prevents a race. */
export const signs = { prevented: '✓', possible: '✗', inconclusive: '?', ends: '★' } as const;
