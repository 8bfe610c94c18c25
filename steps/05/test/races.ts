import { deposit, list, type Race, race, transfer } from '@workbook/course';

export const races: readonly Race[] = [
  race('crash in a transfer', {
    anomaly: 'partial write',
    question: 'Does a crash between debit and credit leave half of a transfer behind?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: { A: transfer('ann', 'bob', 30) },
    faults: ['crash-before', 'crash-after'],
  }),
  race('list during a transfer', {
    anomaly: 'partial write',
    question:
      'Does a list of all accounts show a transfer done or not begun, and never half of it?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: { A: list(), B: transfer('ann', 'bob', 30) },
  }),
  race('all connections taken', {
    anomaly: 'deadlock',
    question: 'Is every client answered when there are as many of them as connections?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    patientTimers: true,
    poolSize: 2,
    clients: {
      A: deposit('ann', 50),
      B: deposit('bob', 50),
    },
  }),
];

/** Code that needs one connection at a time cannot have it: it is shown on a read beside the transaction. */
export const brokenBy: Readonly<Record<string, string>> = {
  'all-connections-taken': 'second-connection',
};
