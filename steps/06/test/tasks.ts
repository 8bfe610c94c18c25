import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Read with the lock',
    protections: [
      ...['row-lock', 'lock-mode', 'read-with-the-lock', 'lock-until-commit'],
      ...['deposits-lock', 'withdrawals-lock', 'closing-locks'],
    ],
    behaviours: [
      'changes-at-once',
      'reads-without-waiting',
      'survives-a-failed-statement',
      'survives-a-lost-commit',
      'stores-as-before',
    ],
  },
  {
    name: 'Lock both rows of a transfer, in the order of the ids',
    protections: ['first-row-locked', 'second-row-locked', 'lock-order'],
  },
  { name: 'Bound the wait', behaviours: ['bounds-its-wait'] },
  { name: 'Look at what happens while the lock is held', behaviours: ['screens-outside'] },
];
