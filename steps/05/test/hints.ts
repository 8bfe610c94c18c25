import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'lost-update',
  question:
    'Each change is a transaction now, read and write together, and the lock is gone. A withdrawal and a deposit meet on one account, at READ COMMITTED. Is one of them lost?',
  why: 'At READ COMMITTED a transaction holds its writes together, but a plain read claims nothing: the other one changes the row between your read and your write.',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'Where does the money go when the process dies in the middle of a transfer?',
    races: ['crash-in-a-transfer', 'list-during-a-transfer'],
    idea: 'Two writes that are committed one after the other can be cut apart by a crash, and a reader can come between them. Two writes in one transaction cannot: both happen, or neither, and no reader sees half.',
    place: 'transfer(): how often is something committed? Each flush outside a transaction is one.',
    shape: `em.transactional(async (em) => {    // use this em: another one is not inside
  find both → check → change both
})                                  // flushes once, and commits`,
  },
  {
    question: 'Why does a refused transfer leave something behind?',
    races: ['transfer-to-nobody', 'crash-in-a-deposit', 'crash-between-close-and-open'],
    idea: 'When your function throws inside a transaction, everything is taken back, but only what was done by the entity manager of that transaction.',
    place:
      'The entity manager that each statement uses, and what runs before or after the transaction.',
    shape: `em.transactional(async (em) => …)     // one name, so that the outer one cannot be used by mistake`,
  },
  {
    question: 'Why does no request go on when many come at once?',
    races: ['all-connections-taken'],
    idea: 'A transaction holds a connection until its end. If it asks for a second one meanwhile, and so do the others, then each holds what another one waits for: that is a deadlock in the pool.',
    place:
      'Inside of the transaction: every call that does not use its entity manager takes a connection of its own.',
    shape: `em.transactional(async (em) => {
  read and write by this em only      // one connection from begin to commit
})`,
  },
];
