import { deposit, find, type Race, race, withdraw } from '@workbook/course';

export const races: readonly Race[] = [
  race('paused client, two instances', {
    anomaly: 'blocking',
    question: 'Can other clients go on while one is paused that has changed nothing yet?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: withdraw('ann', 30),
      B: deposit('ann', 50),
    },
    faults: ['pause'],
    patientTimers: true,
    pausedMayDelay: false,
  }),
  race('edit over two requests, two instances', {
    anomaly: 'lost update',
    question: 'Is an edit refused when the account has changed since it was read?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: [find('ann'), deposit('ann', 50, { ifUnchanged: true })],
      B: [find('ann'), deposit('ann', 50, { ifUnchanged: true })],
    },
  }),
  race('edit after there and back, two instances', {
    anomaly: 'lost update',
    question: 'Is an edit refused when the account has changed, and changed back?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: [find('ann'), deposit('ann', 50, { ifUnchanged: true })],
      B: [deposit('ann', 50), withdraw('ann', 50)],
    },
  }),
];
