import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Find each `await`',
    races: ['two-openings', 'lost-update', 'overdraft', 'transfer-and-deposit'],
  },
  { name: 'Turn `withdraw` round', protections: ['screen-before-read'] },
  {
    name: 'Take ids from a counter',
    protections: ['counter-of-ids', 'no-await-between-id-and-list'],
  },
  {
    name: 'Make `transfer` whole',
    protections: ['screen-before-both-reads', 'refuse-before-change'],
  },
];
