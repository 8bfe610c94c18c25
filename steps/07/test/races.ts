import {
  alone,
  close,
  deposit,
  find,
  list,
  type Race,
  race,
  rename,
  transfer,
  withdraw,
} from '@workbook/course';

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
  race('rename and deposit, two instances', {
    anomaly: 'lost update',
    question: 'Does a new name leave alone what another client pays in at the same time?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: [find('ann'), rename('ann', 'smith')],
      B: deposit('ann', 50),
    },
  }),
  race('two renames, two instances', {
    anomaly: 'lost update',
    question: 'Is a new name refused when another client has just put one in its place?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: [find('ann'), rename('ann', 'smith')],
      B: [find('ann'), rename('ann', 'jones')],
    },
  }),
  race('rename and close, two instances', {
    anomaly: 'lost update',
    question: 'Is an account only closed as it was when its closing was decided on?',
    accounts: { ann: 0 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: [find('ann'), rename('ann', 'smith')],
      B: [find('ann'), close('ann', { ifUnchanged: true })],
    },
  }),
];

/** Accounts without versions cannot be renamed: these are shown on this step without what it does about them. */
export const brokenBy: Readonly<Record<string, string>> = {
  'rename-and-deposit-two-instances': 'if-match',
  'two-renames-two-instances': 'if-match',
  'rename-and-close-two-instances': 'close-names-the-version',
};

/** What one client alone is answered that has read an account before. */
export const promises: readonly Race[] = [
  alone('edits after a transfer', { ann: 100, bob: 50 }, [
    find('bob'),
    transfer('ann', 'bob', 30),
    deposit('bob', 50, { ifUnchanged: true }),
    find('ann'),
    transfer('ann', 'bob', 30),
    deposit('ann', 50, { ifUnchanged: true }),
    find('ann'),
    deposit('ann', 50, { ifUnchanged: true }),
    list(),
  ]),
];
