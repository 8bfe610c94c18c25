import type { Task } from '@workbook/course';

/** The tasks of the lesson, each with what judges it. */
export const tasks: readonly Task[] = [
  { name: 'Remember requests', behaviours: ['stores-as-before'] },
  {
    name: 'Claim the key first',
    protections: [
      ...['withdrawals-claim-a-key', 'openings-claim-a-key'],
      ...['deposits-claim-a-key', 'transfers-claim-a-key'],
    ],
    behaviours: ['keys-at-once', 'survives-a-failed-statement', 'screens-outside'],
  },
  {
    name: 'Give the answer again',
    protections: ['answer-in-the-transaction', 'marks-replays'],
  },
  { name: 'One key, one request', protections: ['compares-what-is-asked'] },
  {
    name: 'Keep refusals, too',
    protections: ['keeps-refusals', 'refused-work-rolled-back'],
  },
  {
    name: 'Let keys expire',
    protections: ['only-an-expired-key', 'expired-keys-are-new'],
  },
  {
    name: 'Bound the wait',
    behaviours: ['bounds-its-wait'],
    notJudged:
      'that the second request is answered 409 and not 503, because both tell the client to come back later',
  },
];
