import {
  alone,
  atMostAccounts,
  close,
  deposit,
  lateReplyTo,
  list,
  open,
  type Race,
  race,
  report,
  sumNotBelowZero,
  transfer,
  withdraw,
} from '@workbook/course';

/** Of each owner: at most two accounts, and together not below zero. */
const rules = [atMostAccounts(2), sumNotBelowZero];

export const races: readonly Race[] = [
  race('two openings, one owner, two instances', {
    anomaly: 'phantom',
    question: 'Does an owner who opens two accounts at once end with no more than two?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: open("ann's savings", 50),
      B: open("ann's holidays", 30),
    },
    rules,
  }),
  race('first openings, two instances', {
    anomaly: 'get-or-create',
    question: 'Are both of an owner’s first two accounts opened, when both are asked for at once?',
    accounts: { bob: 100 },
    instances: 2,
    clients: {
      A: open("ann's savings", 50),
      B: open("ann's holidays", 30),
    },
    rules,
  }),
  race('three openings, one owner, two instances', {
    anomaly: 'phantom',
    question:
      'Does an owner without an account end with two, who opens two of them and at the same time a third?',
    accounts: { bob: 100 },
    instances: 2,
    clients: {
      A: [open('ann', 50), open("ann's savings", 30)],
      B: open("ann's holidays", 20),
    },
    rules,
  }),
  race('close and open, one owner, two instances', {
    anomaly: 'get-or-create',
    question:
      'Are two accounts opened for an owner whose only account is closed at the same time, or refused only where it is still open?',
    accounts: { ann: 0 },
    instances: 2,
    clients: {
      A: close('ann'),
      B: [open("ann's savings", 50), open("ann's holidays", 30)],
    },
    rules,
  }),
  race('two withdrawals, one owner, two instances', {
    anomaly: 'write skew',
    question:
      'Can two withdrawals, each from an account of its own, together take what is not there?',
    accounts: { ann: 50, "ann's savings": 50 },
    instances: 2,
    clients: {
      A: withdraw('ann', 80),
      B: withdraw("ann's savings", 80),
    },
    rules,
  }),
  race('withdrawal and transfer, two instances', {
    anomaly: 'write skew',
    question:
      'Does a transfer to somebody else leave what a withdrawal from another account has counted on?',
    accounts: { ann: 50, "ann's savings": 50, bob: 0 },
    instances: 2,
    clients: {
      A: withdraw("ann's savings", 80),
      B: transfer('ann', 'bob', 70),
    },
    rules,
  }),
  race('deposit between two changes, two instances', {
    anomaly: 'lost update',
    question: 'Does an instance see what another one has changed since its own last change?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: [deposit('ann', 50), withdraw('ann', 30)],
      B: deposit('ann', 20),
    },
    rules,
  }),
  race('report during an opening, two instances', {
    anomaly: 'read skew',
    question: 'Do the number of accounts and their sum in a report belong to one moment?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: report('ann'),
      B: open("ann's savings", 50),
    },
    rules,
  }),
  race('report during a transfer, two instances', {
    anomaly: 'read skew',
    question:
      'Is the sum of an owner’s accounts the same before, during and after a transfer between them?',
    accounts: { ann: 100, "ann's savings": 0 },
    instances: 2,
    clients: {
      A: report('ann'),
      B: transfer('ann', "ann's savings", 30),
    },
    rules,
  }),
  race('late report, two instances', {
    ...lateReplyTo(
      report('ann'),
      'Does a report show a change that another instance has made, although the reply to an earlier report is still on its way?',
    ),
    rules,
  }),
];

/** What one client alone is answered by the rules over an owner's accounts. */
export const promises: readonly Race[] = [
  alone(
    'openings by one owner',
    { bob: 100 },
    [
      open('ann', 100),
      open("ann's savings", 0),
      open("ann's holidays", 0),
      close("ann's savings"),
      open("ann's holidays", 0),
      // The place of the first account is free as well.
      withdraw('ann', 100),
      close('ann'),
      open("ann's car", 0),
      open("ann's boat", 0),
      // Names are compared as they are written.
      open('Ann', 0),
      open("Ann's savings", 0),
      list(),
    ],
    rules,
  ),
  alone(
    'withdrawals from two accounts of one owner',
    { ann: 50, "ann's savings": 50, bob: 100 },
    [
      withdraw('ann', 101),
      withdraw('ann', 80),
      close('ann'),
      withdraw("ann's savings", 30),
      withdraw("ann's savings", 20),
      withdraw('ann', 1),
      transfer('bob', 'ann', 40),
      transfer("ann's savings", 'bob', 41),
      transfer("ann's savings", 'ann', 40),
      list(),
    ],
    rules,
  ),
  alone(
    'owners whose names look alike',
    {},
    [
      open('ann', 1),
      open("ann's savings", 0),
      open('ann ', 5),
      open("ann 's savings", 0),
      open("ann 's holidays", 0),
      open('Ann', 1),
      open("Ann's savings", 0),
      withdraw("ann 's savings", 5),
      withdraw("Ann's savings", 5),
      list(),
    ],
    rules,
  ),
  {
    ...alone(
      'reports',
      { ann: 50, "ann's savings": 50, bob: 100 },
      [
        report('ann'),
        withdraw('ann', 80),
        report('ann'),
        deposit("ann's savings", 10),
        report('ann'),
        report('bob'),
        report('nobody'),
        // Another instance changes what this one has added up.
        { ...deposit('ann', 5), instance: 1 },
        report('ann'),
      ],
      rules,
    ),
    instances: 2,
  },
];

/**
 * Before this step no row stands for an owner, so none can be created twice, or be gone; a report asks for the
 * accounts once, and for each balance; each row is read with the lock, which reads it anew; and each request asks by itself.
 */
export const brokenBy: Readonly<Record<string, string>> = {
  'deposit-between-two-changes-two-instances': 'own-entity-manager',
  'report-during-an-opening-two-instances': 'counted-then-summed',
  'first-openings-two-instances': 'get-or-create',
  'close-and-open-one-owner-two-instances': 'owner-deleted',
  'late-report-two-instances': 'shared-reports',
};
