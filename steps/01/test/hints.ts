import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'overdraft',
  question:
    'The naive code that this step begins with keeps all accounts in one list in memory, and JavaScript runs one thing at a time. Can two withdrawals together still take more than there is?',
  why: 'JavaScript gives way at every await: both requests check a balance of 100 before either of them stores what it has worked out.',
  on: 'start',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question:
      'Why do two accounts get the same id? JavaScript runs one thing at a time, after all.',
    races: ['two-openings', 'opening-after-a-close'],
    idea: 'One thing at a time, yes, but only up to the next await. Whatever was worked out before an await may be out of date after it. And the length of a list does not remember which ids were given out: it goes down again.',
    place:
      'open(), the line that works out the id, and the await that comes between that line and the one that stores the account.',
    shape: `screen the request                  // anything may happen in here
take the next number of a counter   // no await from here …
store the account                   // … to here`,
  },
  {
    question: 'Why does money vanish, although each request gets its sum right?',
    races: ['lost-update', 'overdraft', 'three-withdrawals'],
    idea: 'The sum is right for the balance that was read. If another request changes the account between the read and the write, its change is simply overwritten. Reading, checking and storing have to be one piece.',
    place:
      'withdraw(): what does it know before it awaits the screening, and what does it store afterwards?',
    shape: `async withdraw(…) {
  await the screening      // slow, and it does not need the balance
  read the account         // no await from here …
  check and store          // … to here: mind that awaiting your own method is an await too
}`,
  },
  {
    question: 'Why is a transfer not just a withdrawal and then a deposit?',
    races: [
      'transfer-and-deposit',
      'deposit-to-the-receiver',
      'transfer-to-nobody',
      'transfer-and-close',
    ],
    idea: 'Between the two, other requests can run, and the second can be refused when the first is done already. A transfer is one change of two accounts.',
    place: 'transfer(): everything that can throw, and where the first change happens.',
    shape: `screen
find both accounts             // throws if one is missing
work out both new balances     // throws if there is too little
store both                     // nothing can be refused any more`,
  },
  {
    question: 'Why does a withdrawal go to another account, when another client closes one?',
    races: ['closing-of-another-account'],
    idea: 'A place in a list is as soon out of date as a balance: when an account is closed, all behind it move up. And who puts back a copy of the list that was made before an await brings the closed account back.',
    place:
      'Between the line that finds the account, or copies the list, and the line that stores: is there an await?',
    shape: `await the screening
find the account by its id          // no await from here …
replace this account, and no other  // … to here`,
  },
  {
    question: 'Why does a request wait for ever, when the one before it has long failed?',
    races: ['failed-screening'],
    idea: 'A call to another service can fail, and what comes after it in your code does not run then. Whatever others wait for has to be given back all the same.',
    place:
      'Between the line that lets other requests wait and the line that lets them go on: what in there can throw, or reject?',
    shape: `begin to let others wait
try {
  what may fail
} finally {
  let them go on            // also when it failed
}`,
  },
];
