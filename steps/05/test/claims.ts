import type { Claim } from '@workbook/race-test';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'other-accounts-two-instances': 'prevented',
  // The lock of step 04 is gone, and READ COMMITTED does not stop what it stopped.
  'lost-update': 'possible',
  overdraft: 'possible',
  'transfer-and-deposit': 'possible',
  'crash-in-a-transfer': 'prevented',
};
