import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  {
    name: 'Give every owner a row',
    protections: ['get-or-create'],
    behaviours: ['stores-as-before'],
  },
  {
    name: 'Lock the owner before you count',
    protections: ['openings-lock-the-owner'],
    behaviours: ['counts-at-once'],
  },
  {
    name: 'Lock the owner before you add up',
    protections: [
      ...['withdrawals-lock-the-owner', 'transfers-lock-the-owners', 'credited-owner-locked'],
      ...['deposits-lock-the-owner', 'closing-locks-the-owner', 'lock-first'],
      'own-entity-manager',
    ],
    behaviours: [
      ...['reads-without-waiting', 'bounds-its-wait', 'survives-a-failed-statement'],
      ...['screens-outside', 'adds-up-at-once'],
    ],
  },
  { name: 'Report of one moment', protections: ['report-of-one-moment'] },
];
