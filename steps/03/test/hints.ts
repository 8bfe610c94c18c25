import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'lost-update',
  question:
    'A real database keeps the accounts now, one row each, and the lock around the file is gone. A withdrawal and a deposit meet on one account. Is one of them lost?',
  why: 'The database executes each statement correctly, and knows nothing of the decision that your code makes between the read and the write.',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'My two instances change different accounts. Why do they get in each other’s way?',
    races: ['other-accounts-two-instances'],
    idea: 'An instance that writes the whole file writes every account, including those that the other instance has just changed. A lock in one process does not reach the other. If each account is a row of its own, a change touches that row and nothing else.',
    place: 'deposit(), withdraw(), close(): what is written when one balance changes?',
    shape: `this.#query(async (em) => …)     // find() shows how
find the row → decide → change it → flush`,
  },
  {
    question: 'Who gives out the ids, when two instances open accounts at the same time?',
    races: ['two-openings', 'opening-after-a-close', 'crash-between-close-and-open'],
    idea: 'The one that both of them ask, and that never gives the same number twice: the database.',
    place: 'open(): what do you say of the row, and what does the entity leave to the database?',
    shape: `em.create(AccountRow, { all but the id }) → flush → now the row has an id`,
  },
  {
    question: 'What happens to a request when the process dies in the middle of it?',
    races: ['crash-in-a-deposit', 'read-during-a-deposit', 'transfer-to-nobody'],
    idea: 'A statement is done or not done; the database sees to that. What your code keeps back for later is lost, and what it refuses it has to refuse before it writes.',
    place: 'The calls of flush: what is checked after the first of them?',
    shape: `find, check everything, change, flush`,
  },
  {
    question: 'Why does one instance answer what is not true any more?',
    races: ['stale-read-two-instances'],
    idea: 'What an instance has in its memory is a copy, and no other instance can change it. When a deposit was answered by one of them, every request that is sent afterwards has to see it, whichever instance it comes to.',
    place:
      'find(): does each call ask the database? An entity manager that serves many calls remembers rows, too.',
    shape: `each read: a fork of the entity manager → find the row → answer`,
  },
  {
    question:
      'Two requests read the same account at the same time. Can the second one not use what the first one gets?',
    races: ['late-reply-two-instances', 'late-list-two-instances'],
    idea: 'The database has answered the first read when it executed it, and the reply may be on its way for long. Meanwhile another instance can make a deposit and answer it. A request that comes now has to see it, and the reply that is on its way does not have it. Nor does your instance hear of the deposit, so it cannot forget that reply.',
    place: 'find() and list(): does a request ever get what another request has asked for?',
    shape: `each request: its own read, sent after the request has come`,
  },
];
