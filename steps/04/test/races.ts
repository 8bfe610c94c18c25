import { deposit, type Race, race, transfer, withdraw } from '@workbook/race-test';

export const races: readonly Race[] = [
  race('lost update', {
    anomaly: 'lost update',
    question: 'Do a withdrawal and a deposit at the same time both count?',
    accounts: { ann: 100 },
    instances: 1,
    clients: {
      A: withdraw('ann', 30),
      B: deposit('ann', 50),
    },
  }),
  race('overdraft', {
    anomaly: 'lost update',
    question: 'Can two withdrawals together take more than there is?',
    accounts: { ann: 100 },
    instances: 1,
    clients: {
      A: withdraw('ann', 60),
      B: withdraw('ann', 60),
    },
  }),
  race('transfer and deposit', {
    anomaly: 'lost update',
    question: 'Does a transfer leave alone what somebody else pays in at the same time?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: {
      A: transfer('ann', 'bob', 30),
      B: deposit('bob', 50),
    },
  }),
];
