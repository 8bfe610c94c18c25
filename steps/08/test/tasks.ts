import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Work without Redis',
    protections: ['serves-without-redis'],
    behaviours: ['needs-redis', 'starts-without-redis'],
  },
  {
    name: 'Read through the cache',
    races: ['stampede-three-instances'],
    behaviours: [
      'decides-on-the-database',
      'survives-a-failed-statement',
      'survives-a-lost-commit',
      'stores-as-before',
    ],
  },
  {
    name: 'Give one reader the lease',
    protections: ['one-reader-fills', 'fill-only-with-the-lease'],
    behaviours: ['fills-after-a-crash'],
  },
  {
    name: 'Forget after the commit',
    protections: ['forget', 'forget-after-commit', 'forget-the-lease'],
    behaviours: ['forgets-what-changed'],
  },
  {
    name: 'Lock each account',
    protections: ['lock-ttl', 'wait-longer-than-the-ttl'],
    behaviours: ['changes-take-turns', 'gives-the-lock-back'],
    notJudged:
      'that only its owner gives it back, because a lock that another one gives back costs a collision, and no account is wrong',
  },
  {
    name: 'Fence',
    protections: ['fence-and-version'],
    behaviours: ['fences-changes'],
  },
];
