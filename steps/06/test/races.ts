import { close, deposit, type Race, race, transfer, withdraw } from '@workbook/course';

export const races: readonly Race[] = [
  race('lost update, two instances', {
    anomaly: 'lost update',
    question: 'Do a withdrawal and a deposit in two instances both count?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: withdraw('ann', 30),
      B: deposit('ann', 50),
    },
  }),
  race('overdraft, two instances', {
    anomaly: 'lost update',
    question: 'Can two instances together pay out more than there is?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: withdraw('ann', 60),
      B: withdraw('ann', 60),
    },
  }),
  race('crossed transfers, two instances', {
    anomaly: 'deadlock',
    question:
      'Do two transfers in opposite directions both succeed, without waiting for each other in a circle?',
    accounts: { ann: 100, bob: 100 },
    instances: 2,
    clients: {
      A: transfer('ann', 'bob', 30),
      B: transfer('bob', 'ann', 50),
    },
  }),
  race('transfer and deposit, two instances', {
    anomaly: 'lost update',
    question: 'Does a transfer leave alone what another instance pays in at the same time?',
    accounts: { ann: 100, bob: 100 },
    instances: 2,
    clients: {
      A: transfer('ann', 'bob', 30),
      B: deposit('bob', 50),
    },
  }),
  race('close and deposit, two instances', {
    anomaly: 'lost update',
    question: 'Is an account only closed while no client pays anything in?',
    accounts: { ann: 100, bob: 0 },
    instances: 2,
    clients: {
      A: close('bob'),
      B: deposit('bob', 50),
    },
  }),
  race('three withdrawals, three instances', {
    anomaly: 'lost update',
    question: 'Do three instances at once leave exactly what is left?',
    accounts: { ann: 100 },
    instances: 3,
    patientTimers: true,
    clients: {
      A: withdraw('ann', 30),
      B: withdraw('ann', 50),
      C: withdraw('ann', 40),
    },
  }),
];
