import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'crash-between-database-and-cache',
  question:
    'A cache in Redis answers the reads, and a change deletes what it says. The process may die between the database and the cache. Can a reader be told something wrong for longer than 30 seconds?',
  why: 'What was cached before the crash stays there, but each entry expires 30 seconds after it was stored, and then the database is asked.',
  closest: 'AAAAAAAAAAAA+',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'There is a cache. Why does every reader still ask the database?',
    races: ['stampede-three-instances'],
    idea: 'When a key is cold, all readers find it cold at once. One of them should fill it, while the others wait a little for the value.',
    place: 'find(), between looking into the cache and reading the database.',
    shape: `look:  a value? → return it
       else take the lease (set if it is not there, with an expiry)
leased → read the database, store the value, give the lease back
busy   → wait a little, look again; after a while read by yourself`,
  },
  {
    question: 'I delete the key after each change. How can the old value come back?',
    races: ['stale-fill-two-instances', 'read-during-a-deposit'],
    idea: 'A reader may have read the database before the change, and stores what it has read after the deletion. It may store only if nothing was changed meanwhile.',
    place: 'Where a reader stores the value, and what a change deletes.',
    shape: `change:  commit, then delete the value and the lease
reader:  store only while the lease is still mine: compare and store in one script`,
  },
  {
    question: 'Who gives the lock back when its owner has crashed?',
    races: ['crashed-lock-owner-two-instances'],
    idea: 'No client can, so it has to run out by itself. And a client that waits for it has to wait for longer than that.',
    place: 'The command that takes the lock, and how often it is tried.',
    shape: `SET key token, only if it is not there, with an expiry     // one command
number of tries × pause between them > expiry`,
  },
  {
    question: 'The lock had run out while its owner slept. How does the owner find out?',
    races: ['paused-lock-owner-two-instances', 'redis-failover-two-instances'],
    idea: 'It does not. So the database has to see to it. Write to the row before you read it, and it is yours until the commit. Write a number that only grows, and one that comes with a smaller number is too late.',
    place:
      'The first statement of the transaction, and the release of the lock: is it still yours?',
    shape: `token = next of a sequence
transaction:
  update the row's fence to token, where it is smaller   // no row? too late: begin again
  read, decide, write
release: delete the key only if it holds my own token, in one script`,
  },
  {
    question: 'What should my service do when Redis is not there?',
    races: ['redis-away'],
    idea: 'Redis makes it faster, and the database makes it right. So without Redis every read asks the database, and every change goes on without the lock: the version and the fence still hold.',
    place:
      'Every call to Redis that can fail, and the options of its client: a command that waits for the connection to come back keeps the request waiting too.',
    shape: `found = the command, or nothing when Redis cannot be reached     // that is not an error
nothing → read the database, or go on without the lock`,
  },
  {
    question: 'What does the cache say when the process dies between the commit and the deletion?',
    races: ['crash-between-database-and-cache'],
    idea: 'Something old, and no process is left that would correct it. It has to go away by itself, soon enough.',
    place: 'The command that stores a value in Redis.',
    shape: `SET key value with an expiry of no more than 30 s`,
  },
];
