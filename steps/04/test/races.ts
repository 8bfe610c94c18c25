import { type Race, race, transfer } from '@workbook/race-test';
import { lostUpdate, overdraft, transferAndDeposit } from '../../01/test/races.ts';

/** The races of one process that step 01 had ended, and that step 03 has opened again; and one more. */
export const races: readonly Race[] = [
  lostUpdate,
  overdraft,
  transferAndDeposit,
  race('crossed transfers', {
    anomaly: 'deadlock',
    question: 'Do two transfers in opposite directions both succeed?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: {
      A: transfer('ann', 'bob', 30),
      B: transfer('bob', 'ann', 50),
    },
  }),
];
