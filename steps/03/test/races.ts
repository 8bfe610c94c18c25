import { deposit, type Race, race, withdraw } from '@workbook/course';

export const races: readonly Race[] = [
  race('other accounts, two instances', {
    anomaly: 'lost update',
    question: 'Do two instances that change different accounts keep both changes?',
    accounts: { ann: 100, bob: 100 },
    instances: 2,
    clients: {
      A: withdraw('ann', 30),
      B: deposit('bob', 50),
    },
  }),
];
