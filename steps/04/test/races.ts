import { close, type Race, race, transfer } from '@workbook/course';
import {
  depositToReceiver,
  lostUpdate,
  overdraft,
  threeWithdrawals,
  transferAndClose,
  transferAndDeposit,
} from '../../01/test/races.ts';

/** The races of one process that step 01 had ended, and that step 03 has opened again; and two more. */
export const races: readonly Race[] = [
  lostUpdate,
  overdraft,
  transferAndDeposit,
  depositToReceiver,
  transferAndClose,
  threeWithdrawals,
  race('crossed transfers', {
    anomaly: 'deadlock',
    question: 'Do two transfers in opposite directions both succeed?',
    accounts: { ann: 100, "ann's savings": 100 },
    instances: 1,
    clients: {
      A: transfer('ann', "ann's savings", 30),
      B: transfer("ann's savings", 'ann', 50),
    },
  }),
  // Locks that are free are taken all at once. Only behind a third client do two transfers get hold
  // of one lock each. No request can be granted, which keeps them short: all that is asked is
  // whether each client gets an answer.
  race('crossed transfers behind a third', {
    anomaly: 'deadlock',
    question: 'Is every client answered when crossed transfers queue up behind a third request?',
    accounts: { ann: 100, "ann's savings": 100 },
    instances: 1,
    clients: {
      A: transfer('ann', "ann's savings", 300),
      B: transfer("ann's savings", 'ann', 500),
      C: close("ann's savings"),
    },
    patientTimers: 'short',
  }),
];

/** A step without locks cannot have a deadlock: it is shown on this step without the order of its locks. */
export const brokenBy: Readonly<Record<string, string>> = {
  'crossed-transfers-behind-a-third': 'lock-order',
};
