import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Keep the connection',
    behaviours: [
      'needs-postgres',
      'makes-tables-once',
      'keeps-the-pool-size',
      'serves-more-than-the-pool',
      'closes-its-connections',
    ],
  },
  {
    name: 'Work in `#query`',
    behaviours: ['sees-other-instances', 'refuses-without-database', 'survives-a-failed-statement'],
  },
  {
    name: 'Open an account',
    protections: ['generated-ids'],
    behaviours: ['keeps-large-balances'],
  },
  {
    name: 'Change one row',
    protections: ['one-row-a-write', 'close-only-empty'],
    notJudged:
      'where the screening is, because the next step moves it, and your code may have done so already',
  },
  { name: 'Change two rows', protections: ['refuse-before-change'] },
];
