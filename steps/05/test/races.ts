import { type Race, race, transfer } from '@workbook/course';

export const races: readonly Race[] = [
  race('crash in a transfer', {
    anomaly: 'partial write',
    question: 'Does a crash between debit and credit leave half of a transfer behind?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: { A: transfer('ann', 'bob', 30) },
    faults: ['crash-before', 'crash-after'],
  }),
];
