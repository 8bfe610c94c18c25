import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Add the version',
    races: ['edit-after-there-and-back-two-instances'],
    protections: ['version-in-where'],
    behaviours: ['changes-at-once'],
  },
  { name: 'Take the locks out', behaviours: ['decides-without-locks'] },
  {
    name: 'Retry',
    protections: ['retry', 'fresh-entity-manager'],
    servesClients: true,
    behaviours: [
      'gives-up',
      'survives-a-failed-statement',
      'survives-a-lost-commit',
      'stores-as-before',
    ],
    notJudged:
      'the random wait, because it makes collisions rare and changes nothing in any one order',
  },
  { name: 'Flush each row by itself', protections: ['one-flush-a-row', 'order-of-updates'] },
  {
    name: 'Mind `close`',
    protections: ['close-names-the-version', 'close-counts-the-rows'],
  },
  {
    name: 'Take `expectedVersion`',
    races: [
      'rename-and-deposit-two-instances',
      'two-renames-two-instances',
      'rename-and-close-two-instances',
    ],
    protections: ['if-match'],
    behaviours: ['refuses-old-versions'],
  },
];
