import type { Claim } from '@workbook/course';

/** The step whose finished code this one goes on from: the accounts with row locks, without versions and a cache. */
export const beginsWith = '06';

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
  'other-accounts-two-instances': 'prevented',
  'crossed-transfers': 'prevented',
  'crossed-transfers-behind-a-third': 'prevented',
  'crash-in-a-transfer': 'prevented',
  'list-during-a-transfer': 'prevented',
  'lost-update-two-instances': 'prevented',
  'overdraft-two-instances': 'prevented',
  'crossed-transfers-two-instances': 'prevented',
  'transfer-and-deposit-two-instances': 'prevented',
  'close-and-deposit-two-instances': 'prevented',
  'three-withdrawals-three-instances': 'prevented',
  'transfer-and-close': 'prevented',
  'three-withdrawals': 'prevented',
  'failed-screening': 'prevented',
  'stale-read-two-instances': 'prevented',
  'late-reply-two-instances': 'prevented',
  'late-list-two-instances': 'prevented',
  'all-connections-taken': 'prevented',
  'two-openings-one-owner-two-instances': 'prevented',
  'first-openings-two-instances': 'prevented',
  'three-openings-one-owner-two-instances': 'prevented',
  'close-and-open-one-owner-two-instances': 'prevented',
  'two-withdrawals-one-owner-two-instances': 'prevented',
  'withdrawal-and-transfer-two-instances': 'prevented',
  'deposit-between-two-changes-two-instances': 'prevented',
  'report-during-an-opening-two-instances': 'prevented',
  'report-during-a-transfer-two-instances': 'prevented',
  'late-report-two-instances': 'prevented',
};

/** Nothing in memory outlives a request: clients of one instance meet only in the storage. */
export const stateless = true;
