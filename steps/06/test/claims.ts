import type { Claim } from '@workbook/race-test';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'other-accounts-two-instances': 'prevented',
  'lost-update': 'prevented',
  overdraft: 'prevented',
  'transfer-and-deposit': 'prevented',
  'crash-in-a-transfer': 'prevented',
  'lost-update-two-instances': 'prevented',
  'overdraft-two-instances': 'prevented',
  'crossed-transfers-two-instances': 'prevented',
  'three-withdrawals-three-instances': 'prevented',
};
