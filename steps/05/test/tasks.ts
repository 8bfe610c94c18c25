import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Wrap the work',
    protections: ['transaction', 'one-transaction-not-two', 'same-entity-manager'],
  },
  {
    name: 'Drop the calls of `flush`',
    notJudged: 'because one flush more within the transaction changes nothing that can be seen',
  },
  {
    name: 'Do the same',
    behaviours: [
      'one-transaction-a-change',
      'serves-more-than-the-pool',
      'survives-a-failed-statement',
      'survives-a-lost-commit',
      'stores-as-before',
    ],
  },
  {
    name: 'Take the lock out',
    behaviours: ['screens-outside'],
    notJudged: 'that the lock is gone, because code that still has it breaks nothing',
  },
];
