import { deposit, find, type Race, race, withdraw } from '@workbook/course';

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
  race('stale read, two instances', {
    anomaly: 'stale read',
    question: 'Does one instance read what another one has changed?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: deposit('ann', 50),
      B: [find('ann'), find('ann')],
    },
  }),
];

/** Instances that share a file read it again and again, too: this is shown on one that remembers. */
export const brokenBy: Readonly<Record<string, string>> = {
  'stale-read-two-instances': 'remembered-reads',
};
