import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  { name: 'Find the critical section', protections: ['lock', 'read-under-lock'] },
  { name: 'Move the screening out', behaviours: ['screens-outside'] },
  {
    name: 'Lock each account',
    protections: ['lock', 'lock-for-the-account', 'deposits-lock'],
    behaviours: ['survives-a-failed-statement', 'stores-as-before'],
    notJudged:
      'that each account has a lock of its own, because one lock for all is as correct, and only slower',
  },
  {
    name: 'Lock both accounts',
    protections: ['both-accounts-locked', 'debited-account-locked', 'lock-order'],
  },
  { name: 'Keep the context', behaviours: ['keeps-its-context'] },
];
