import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'crossed-transfers-two-instances',
  question:
    'Each change locks the rows it is about to change, in the database, in the order of their ids. Two transfers cross in two instances. Can they get stuck, or can one of them fail?',
  why: 'Both transfers ask for the row with the smaller id first, so the second one waits before it holds anything that the first one needs.',
  closest: 'AAAABBBB',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'I read and write in one transaction. Why is the update lost all the same?',
    races: [
      'lost-update-two-instances',
      'overdraft-two-instances',
      'three-withdrawals-three-instances',
      'close-and-deposit-two-instances',
      'lost-update',
      'overdraft',
    ],
    idea: 'A plain read makes no claim: another request may read the same row, and both decide on the same balance. Say while you read that you are about to change it. Then the other one waits, before it has seen anything.',
    place:
      'Every read that a new balance is worked out from: deposit(), withdraw(), transfer() and close(). Is the balance that you use the one that was read with the lock?',
    shape: `em.findOne(AccountRow, id, { lockMode: … })   // one of the values of LockMode
// find() and list() decide nothing: they stay as they are`,
  },
  {
    question: 'I lock every row. Why does a client get a 503, or wait for ever?',
    races: [
      'crossed-transfers-two-instances',
      'crossed-transfers',
      'crossed-transfers-behind-a-third',
    ],
    idea: 'Two transfers that lock the same two rows in opposite orders wait for each other in a circle, and the database ends one of them. There is no circle when all lock in one order.',
    place: 'transfer(): which row is locked first? It must not depend on which way the money goes.',
    shape: `const [first, second] = …            // by their ids
lock first, then second
and find out again which of them is debited`,
  },
  {
    question: 'Why does a transfer lose what another client has paid in?',
    races: [
      'transfer-and-deposit-two-instances',
      'transfer-and-deposit',
      'deposit-to-the-receiver',
    ],
    idea: 'A transfer decides on two balances. The one that gets money has to be locked as well as the one that pays.',
    place: 'transfer(), the row that the money goes to.',
    shape: `both rows are read with the lock, before either of them is changed`,
  },
];
