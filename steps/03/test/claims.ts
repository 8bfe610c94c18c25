import type { Claim } from '@workbook/race-test';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'other-accounts-two-instances': 'prevented',
};
