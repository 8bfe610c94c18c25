import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Read the file for each request',
    behaviours: ['starts-without-a-file', 'leaves-foreign-files'],
    notJudged:
      'that each request reads, because code that keeps the accounts in memory and in step with the file keeps every promise, too',
  },
  {
    name: 'Keep the next id in the file',
    protections: ['counter-in-the-file', 'counter-survives-a-restart'],
  },
  {
    name: 'Write with `write-file-atomic`',
    protections: ['atomic-rename'],
    notJudged:
      'that the new file is flushed first, because only a machine that loses its power would show it',
  },
  {
    name: 'Hold a lock from the read to the write',
    protections: ['mutex', 'one-lock-for-all', 'read-under-lock', 'lock-goes-on-after-a-throw'],
  },
  { name: 'Keep the screening outside', behaviours: ['screens-outside'] },
];
