import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'lost-update-two-instances',
  question:
    'Every change of an account is done under a lock now. The withdrawal comes to one instance of the service, the deposit to another. Is one of them lost?',
  why: 'The lock is in the memory of one process, and the other instance has never heard of it: both read 100, and the later write wins.',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'The database is real. Why are updates lost all the same?',
    races: ['lost-update', 'overdraft', 'three-withdrawals'],
    idea: 'The database gets each statement right, but the decision is made in your code, between two of them. Another request may read the same balance meanwhile. From the read that the decision rests on to the write, only one request may be at work on this account.',
    place: 'deposit(), withdraw() and close(): from finding the row to the flush.',
    shape: `screen first, outside: no other request should wait for that
locks.acquire(the account's id, async () => {
  find → decide → flush
})`,
  },
  {
    question: 'I have a lock. Why do two transfers still disturb each other?',
    races: [
      'transfer-and-deposit',
      'deposit-to-the-receiver',
      'transfer-and-close',
      'crossed-transfers',
      'crossed-transfers-behind-a-third',
    ],
    idea: 'A transfer decides on two accounts, so it needs both locks. Two transfers that take them in opposite orders wait for each other for ever, unless all take them in one order.',
    place: 'transfer(): which accounts are locked, and in which order?',
    shape: `sort the two ids
take the lock of the smaller one, then of the other
// and keep the context: see AsyncResource.bind in the lesson`,
  },
  {
    question: 'Why is my lock never free again?',
    races: ['failed-screening'],
    idea: 'What throws inside of a critical section leaves it, and passes by a release that stands in a line of its own. Who waits for the lock then waits for ever.',
    place:
      'What comes between taking the lock and giving it back: the refusals, the database, the screening.',
    shape: `locks.acquire(key, async () => { … })   // the library gives it back in any case
// your own lock: try { … } finally { release() }`,
  },
];
