import type { Claim } from '@workbook/course';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'two-openings': 'prevented',
  'opening-after-a-close': 'prevented',
  // The lock of step 04 is gone, and READ COMMITTED does not stop what it stopped.
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
  'crossed-transfers': 'possible',
  // One flush writes both rows in one statement; code that writes one after the other may deadlock.
  'crossed-transfers-behind-a-third': 'not promised',
  'crash-in-a-transfer': 'prevented',
  'list-during-a-transfer': 'prevented',
  'transfer-and-close': 'possible',
  'three-withdrawals': 'possible',
  'failed-screening': 'prevented',
  'stale-read-two-instances': 'prevented',
  'late-reply-two-instances': 'prevented',
  'late-list-two-instances': 'prevented',
  'all-connections-taken': 'prevented',
};

/** Nothing in memory outlives a request: clients of one instance meet only in the storage. */
export const stateless = true;
