import { close, deposit, open, type Race, race, transfer, withdraw } from '@workbook/course';

export const twoOpenings = race('two openings', {
  anomaly: 'duplicate id',
  question: 'Do two accounts that are opened at the same time get ids of their own?',
  accounts: { ann: 100 },
  instances: 1,
  clients: {
    A: open('cleo', 10),
    B: open('dan', 20),
  },
});

export const openingAfterClose = race('opening after a close', {
  anomaly: 'duplicate id',
  question: 'Is the id of a closed account left alone?',
  accounts: { ann: 100, bob: 0 },
  instances: 1,
  clients: { A: [close('ann'), close('bob'), open('cleo', 10)] },
});

export const lostUpdate = race('lost update', {
  anomaly: 'lost update',
  question: 'Do a withdrawal and a deposit at the same time both count?',
  accounts: { ann: 100 },
  instances: 1,
  clients: {
    A: withdraw('ann', 30),
    B: deposit('ann', 50),
  },
});

export const overdraft = race('overdraft', {
  anomaly: 'lost update',
  question: 'Can two withdrawals together take more than there is?',
  accounts: { ann: 100 },
  instances: 1,
  clients: {
    A: withdraw('ann', 60),
    B: withdraw('ann', 60),
  },
});

export const transferAndDeposit = race('transfer and deposit', {
  anomaly: 'lost update',
  question: 'Does a transfer leave alone what another client pays in at the same time?',
  accounts: { ann: 100, bob: 100 },
  instances: 1,
  clients: {
    A: transfer('ann', 'bob', 30),
    B: deposit('ann', 50),
  },
});

export const depositToReceiver = race('deposit to the receiver', {
  anomaly: 'lost update',
  question: 'Does a transfer add to what the receiver holds when the money arrives?',
  accounts: { ann: 100, bob: 100 },
  instances: 1,
  clients: {
    A: transfer('ann', 'bob', 30),
    B: deposit('bob', 50),
  },
});

export const transferToNobody = race('transfer to nobody', {
  anomaly: 'partial write',
  question: 'Does a transfer that cannot be finished leave everything as it was?',
  accounts: { ann: 100 },
  instances: 1,
  clients: { A: transfer('ann', 'nobody', 30) },
});

export const transferAndClose = race('transfer and close', {
  anomaly: 'partial write',
  question: 'Does no money go to an account that is closed at the same time?',
  accounts: { ann: 100, bob: 0 },
  instances: 1,
  clients: {
    A: transfer('ann', 'bob', 30),
    B: close('bob'),
  },
});

export const closingOfAnother = race('closing of another account', {
  anomaly: 'lost update',
  question:
    'Does a withdrawal change its own account, and no other, when another one is closed at the same time?',
  accounts: { zoe: 0, ann: 100, bob: 0 },
  instances: 1,
  clients: {
    A: withdraw('ann', 30),
    B: close('zoe'),
  },
});

export const threeWithdrawals = race('three withdrawals', {
  anomaly: 'lost update',
  question: 'Do three clients of one instance leave exactly what is left?',
  accounts: { ann: 100 },
  instances: 1,
  patientTimers: 'short',
  clients: {
    A: withdraw('ann', 30),
    B: withdraw('ann', 50),
    C: withdraw('ann', 40),
  },
});

export const failedScreening = race('failed screening', {
  anomaly: 'blocking',
  question: 'Is a request refused whose screening fails, and does it keep no other client waiting?',
  accounts: { ann: 100, bob: 0 },
  instances: 1,
  clients: {
    A: [withdraw('ann', 30), transfer('ann', 'bob', 20), open('cleo', 10)],
    B: withdraw('ann', 50),
  },
  screeningFails: 'A',
  mayGiveUp: true,
});

export const races: readonly Race[] = [
  twoOpenings,
  openingAfterClose,
  lostUpdate,
  overdraft,
  transferAndDeposit,
  depositToReceiver,
  transferToNobody,
  transferAndClose,
  closingOfAnother,
  threeWithdrawals,
  failedScreening,
];

/** Races that the naive code cannot have: they are shown on what is kept over a screening, and on a queue that a failure holds up. */
export const brokenBy: Readonly<Record<string, string>> = {
  'closing-of-another-account': 'place-kept',
  'deposit-to-the-receiver': 'receiver-kept',
  'failed-screening': 'queue-that-stops',
};
