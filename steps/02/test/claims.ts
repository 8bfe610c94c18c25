import type { Claim } from '@workbook/course';

/** What this step says of each race so far. */
export const claims: Readonly<Record<string, Claim>> = {
  'two-openings': 'prevented',
  'opening-after-a-close': 'prevented',
  'lost-update': 'prevented',
  overdraft: 'prevented',
  'transfer-and-deposit': 'prevented',
  'deposit-to-the-receiver': 'prevented',
  'transfer-to-nobody': 'prevented',
  'closing-of-another-account': 'prevented',
  'crash-in-a-deposit': 'prevented',
  'read-during-a-deposit': 'prevented',
  'crash-between-close-and-open': 'prevented',
  'transfer-and-close': 'prevented',
  'three-withdrawals': 'prevented',
  'failed-screening': 'prevented',
};

/** Clients of one instance meet in its storage, and in the locks that it keeps in memory. */
export const memoryIsWatched = true;
