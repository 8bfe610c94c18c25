import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  { name: 'Say what you need', behaviours: ['needs-postgres'] },
  {
    name: 'Define the entity',
    protections: ['generated-ids'],
    behaviours: ['keeps-large-balances'],
  },
  { name: 'Export `createSchema`', behaviours: ['makes-tables-once'] },
  {
    name: 'Connect in `createAccounts`',
    behaviours: ['keeps-the-pool-size', 'serves-more-than-the-pool', 'closes-its-connections'],
  },
  {
    name: 'Rewrite the methods',
    protections: ['one-row-a-write', 'refuse-before-change'],
    behaviours: ['sees-other-instances'],
    notJudged: 'where the screening is, because the next step moves it, and may be ahead of time',
  },
  {
    name: 'Translate errors',
    behaviours: ['refuses-without-database', 'survives-a-failed-statement'],
  },
];
