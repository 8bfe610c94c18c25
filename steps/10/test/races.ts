import {
  alone,
  atMostAccounts,
  close,
  deposit,
  hoursLater,
  keysCountOnce,
  keysRequired,
  list,
  open,
  type Race,
  race,
  sumNotBelowZero,
  transfer,
  withdraw,
  withKey,
  withoutKey,
} from '@workbook/course';

/** Of each owner: at most two accounts, and together not below zero. Of each key: one request, once. */
const rules = [atMostAccounts(2), sumNotBelowZero, keysCountOnce, keysRequired];

export const races: readonly Race[] = [
  race('pressed twice, two instances', {
    anomaly: 'paid twice',
    question: 'Does a withdrawal count once when it is sent twice at the same time?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: withKey('k', withdraw('ann', 30)),
      B: withKey('k', withdraw('ann', 30)),
    },
    rules,
  }),
  race('lost reply, sent again', {
    anomaly: 'paid twice',
    question:
      'Does a withdrawal count once when its instance crashes, and the client sends it again?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withKey('k', withdraw('ann', 30)) },
    faults: ['crash-before', 'crash-after'],
    sendsAgain: true,
    rules,
  }),
  race('lost reply of an opening, sent again', {
    anomaly: 'opened twice',
    question:
      'Is one account opened when the reply is lost, and the client sends the opening again?',
    accounts: { bob: 100 },
    instances: 2,
    clients: { A: withKey('k', open('ann', 50)) },
    faults: ['crash-after'],
    sendsAgain: true,
    rules,
  }),
  race('lost replies, sent again', {
    anomaly: 'paid twice',
    question:
      'Do a deposit and a transfer count once when the reply to one of them is lost, and the client sends that one again?',
    accounts: { ann: 100, bob: 50 },
    instances: 2,
    clients: {
      A: [withKey('k1', deposit('ann', 30)), withKey('k2', transfer('ann', 'bob', 20))],
    },
    faults: ['crash-after'],
    sendsAgain: true,
    rules,
  }),
  race('one key, two amounts, two instances', {
    anomaly: 'key reused',
    question: 'Is a key that another request has taken refused, and not answered as that one?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: withKey('k', deposit('ann', 30)),
      B: withKey('k', deposit('ann', 20)),
    },
    rules,
  }),
  race('one key, two kinds, two instances', {
    anomaly: 'key reused',
    question:
      'Is one request carried out when a transfer and an opening, of other owners, come with one key at once?',
    accounts: { ann: 100, bob: 50 },
    instances: 2,
    clients: {
      A: withKey('k', transfer('ann', 'bob', 30)),
      B: withKey('k', open('cleo', 20)),
    },
    rules,
  }),
  race('refused, then sent again', {
    anomaly: 'two answers',
    question:
      'Is a request that was refused given the same answer again, although money has arrived?',
    accounts: { ann: 100 },
    instances: 2,
    clients: {
      A: [
        withKey('k', withdraw('ann', 120)),
        deposit('ann', 50),
        { ...withKey('k', withdraw('ann', 120)), instance: 1 },
      ],
    },
    rules,
  }),
  race('refused halfway, sent again', {
    anomaly: 'two answers',
    question:
      'Does a transfer that is refused when its debit is done leave nothing behind but its answer?',
    accounts: { ann: 100, bob: Number.MAX_SAFE_INTEGER },
    instances: 2,
    clients: {
      A: [
        withKey('k', transfer('ann', 'bob', 30)),
        { ...withKey('k', transfer('ann', 'bob', 30)), instance: 1 },
      ],
    },
    rules,
  }),
  race('expired key, two instances', {
    anomaly: 'paid twice',
    question:
      'Do two requests with a key that has expired count once, as one new request, and not as the old one?',
    accounts: { ann: 100 },
    before: [withKey('k', withdraw('ann', 30))],
    beforeMs: 25 * 60 * 60 * 1000,
    instances: 2,
    clients: {
      A: withKey('k', withdraw('ann', 30)),
      B: withKey('k', withdraw('ann', 30)),
    },
    rules,
  }),
];

/** What one client alone is answered by its keys. */
export const promises: readonly Race[] = [
  alone(
    'requests with keys',
    { ann: 100, bob: 50 },
    [
      withKey('k1', withdraw('ann', 30)),
      withKey('k1', withdraw('ann', 30)),
      withKey('k1', withdraw('bob', 30)),
      withKey('k1', deposit('ann', 30)),
      withKey('k2', deposit('ann', 10)),
      withKey('k2', deposit('ann', 10)),
      withKey('k2', deposit('bob', 10)),
      withKey('k3', open("ann's savings", 5)),
      withKey('k3', open("ann's savings", 5)),
      withKey('k3', open('cleo', 5)),
      withKey('k3', open("ann's savings", 6)),
      withKey('k4', transfer('ann', 'bob', 20)),
      withKey('k4', transfer('ann', 'bob', 20)),
      withKey('k4', transfer('ann', "ann's savings", 20)),
      withKey('k4', transfer("ann's savings", 'bob', 20)),
      withKey('k4', transfer('bob', 'ann', 20)),
      withKey('k4', transfer('ann', 'bob', 21)),
      // A key is a text, and compared as one.
      withKey('K4', transfer('ann', 'bob', 1)),
      // As long as a key may be, and other only at its end.
      withKey(`${'k'.repeat(254)}1`, deposit('ann', 1)),
      withKey(`${'k'.repeat(254)}2`, deposit('ann', 2)),
      withKey('k5', withdraw('bob', 500)),
      deposit('bob', 500),
      withKey('k5', withdraw('bob', 500)),
      withKey('k6', withdraw('nobody', 5)),
      withKey('k6', withdraw('nobody', 5)),
      list(),
    ],
    rules,
  ),
  alone(
    'keys that come again when the accounts have changed',
    { ann: 100, bob: 50 },
    [
      withKey('k1', open("ann's savings", 5)),
      withKey('k2', deposit("ann's savings", 10)),
      withKey('k3', transfer('bob', "ann's savings", 20)),
      withKey('k4', open("ann's holidays", 0)),
      withKey('k5', withdraw("ann's savings", 35)),
      close("ann's savings"),
      withKey('k1', open("ann's savings", 5)),
      withKey('k2', deposit("ann's savings", 10)),
      withKey('k3', transfer('bob', "ann's savings", 20)),
      withKey('k4', open("ann's holidays", 0)),
      withKey('k5', withdraw("ann's savings", 35)),
      list(),
    ],
    rules,
  ),
  alone(
    'a key that comes again within a day',
    { ann: 100 },
    [
      withKey('k', withdraw('ann', 30)),
      hoursLater(23, withKey('k', withdraw('ann', 30))),
      list(),
      // A day after it came first, whatever has come meanwhile.
      hoursLater(2, withKey('k', withdraw('ann', 30))),
      withKey('k', withdraw('ann', 30)),
      list(),
    ],
    rules,
  ),
  alone(
    'a key that comes again when its day is over',
    { ann: 100 },
    [
      // In the afternoon: a day does not end at midnight.
      hoursLater(15, withKey('k', withdraw('ann', 30))),
      hoursLater(10, withKey('k', withdraw('ann', 30))),
      list(),
      hoursLater(15, withKey('k', deposit('ann', 20))),
      withKey('k', deposit('ann', 20)),
      withKey('k', withdraw('ann', 30)),
      list(),
    ],
    rules,
  ),
  alone(
    'a refusal that comes again within a day',
    { ann: 100, bob: 50 },
    [
      withKey('k1', withdraw('ann', 120)),
      withKey('k2', transfer('ann', 'bob', 120)),
      deposit('ann', 50),
      hoursLater(23, withKey('k1', withdraw('ann', 120))),
      withKey('k2', transfer('ann', 'bob', 120)),
      list(),
    ],
    rules,
  ),
  alone(
    'requests that look alike',
    { bob: 50 },
    [
      withKey('k1', open('x1', 5)),
      withKey('k1', open('x', 15)),
      withKey('k2', open('ann', 15)),
      withKey('k2', open('Ann', 15)),
      withKey('k2', open('ann ', 15)),
      // It leaves nothing behind of which the same could be taken once more.
      withKey('k3', transfer('bob', 'ann', 50)),
      withKey('k3', transfer('bob', 'ann', 50)),
      list(),
    ],
    rules,
  ),
  alone(
    'requests without keys',
    { ann: 100, bob: 50 },
    [
      withoutKey(open('cid', 5)),
      withoutKey(deposit('ann', 5)),
      withoutKey(withdraw('ann', 5)),
      withoutKey(transfer('ann', 'bob', 5)),
      list(),
    ],
    rules,
  ),
];
