import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'transfer-and-deposit-two-instances',
  question:
    'No request locks anything while it decides. Each row has a version, and a write names the version that was read. A transfer and a deposit meet in two instances. Can the deposit be lost?',
  why: 'The write names the version that was read, finds no such row any more, and the transfer begins anew with the new balance.',
  closest: 'AAAAABBBBB',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'Why does every client wait for one that only sleeps?',
    races: ['paused-client-two-instances'],
    idea: 'A lock that is taken before the decision is kept for as long as the decision takes. Without it no client waits, but then you have to notice when you were too late: remember what you have read, and write only if it is still so.',
    place: 'Every lockMode, and the definition of the entity.',
    shape: `version: p.integer().version()    // in the entity: MikroORM puts it into the WHERE
no lockMode anywhere`,
  },
  {
    question: 'How can an edit know that the account has changed since it was shown?',
    races: [
      'edit-over-two-requests-two-instances',
      'edit-after-there-and-back-two-instances',
      'rename-and-deposit-two-instances',
      'two-renames-two-instances',
      'rename-and-close-two-instances',
    ],
    idea: 'A client that reads is told a version; a client that edits says which version it decided on. If that is not the current one, the edit is refused, and not tried again: the client that decided saw something else. Comparing balances is not enough: a balance can come back to what it was, a version never does.',
    place: 'What find() returns, and the parameter expectedVersion of the changes.',
    shape: `row = find
if expectedVersion is given and is not the row's: throw new VersionMismatch(…)`,
  },
  {
    question: 'Everything has a version. Why is something lost, or refused without a reason?',
    races: [
      'lost-update',
      'overdraft',
      'transfer-and-deposit',
      'deposit-to-the-receiver',
      'crossed-transfers',
      'crossed-transfers-behind-a-third',
      'lost-update-two-instances',
      'overdraft-two-instances',
      'crossed-transfers-two-instances',
      'transfer-and-deposit-two-instances',
      'three-withdrawals-three-instances',
      'close-and-deposit-two-instances',
    ],
    idea: 'A request that comes too late has to begin again from the read on, a few times. And the version has to be in the WHERE of each update: several rows in one flush are compared first and written without it.',
    place:
      'The retry around the transaction, the entity manager that it uses, and the number of rows in each flush. A deletion needs the version too.',
    shape: `for a few tries:
  a new entity manager → transaction
  OptimisticLockError? wait a random while, longer each time, and begin again
in transfer(): change one row, flush, change the other, flush, in the order of their ids`,
  },
];
