import type { Claim } from '@workbook/course';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'two-openings': 'prevented',
  'opening-after-a-close': 'prevented',
  // A database does not change this: the file of step 02 was locked from reading to writing, its rows are not.
  'lost-update': 'possible',
  overdraft: 'possible',
  'transfer-and-deposit': 'possible',
  'deposit-to-the-receiver': 'possible',
  'transfer-to-nobody': 'prevented',
  'closing-of-another-account': 'prevented',
  'crash-in-a-deposit': 'prevented',
  'read-during-a-deposit': 'prevented',
  'crash-between-close-and-open': 'prevented',
  'other-accounts-two-instances': 'prevented',
  'transfer-and-close': 'possible',
  'three-withdrawals': 'possible',
  'failed-screening': 'prevented',
  'stale-read-two-instances': 'prevented',
  'late-reply-two-instances': 'prevented',
  'late-list-two-instances': 'prevented',
};

/** Nothing in memory outlives a request: clients of one instance meet only in the storage. */
export const stateless = true;
