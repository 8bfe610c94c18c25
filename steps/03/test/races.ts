import {
  alone,
  close,
  deposit,
  find,
  lateReplyTo,
  list,
  open,
  type Race,
  type Request,
  race,
  transfer,
  withdraw,
} from '@workbook/course';

export const races: readonly Race[] = [
  race('other accounts, two instances', {
    anomaly: 'lost update',
    question: 'Do two instances that change different accounts keep both changes?',
    accounts: { ann: 100, bob: 100 },
    instances: 2,
    clients: {
      A: withdraw('ann', 30),
      B: deposit('bob', 50),
    },
  }),
  race('stale read, two instances', {
    anomaly: 'stale read',
    question: 'Does one instance read what another one has changed?',
    accounts: { ann: 100 },
    instances: 2,
    patientTimers: true,
    clients: {
      A: deposit('ann', 50),
      B: [find('ann'), find('ann')],
    },
  }),
  race(
    'late reply, two instances',
    lateReplyTo(
      find('ann'),
      'Does a reader see a change that another instance has made, although the reply to an earlier read is still on its way?',
    ),
  ),
  race(
    'late list, two instances',
    lateReplyTo(
      list(),
      'Does a list show a change that another instance has made, although the reply to an earlier list is still on its way?',
    ),
  ),
];

const by = (instance: number, request: Request): Request => ({ ...request, instance });

/** One client that turns from one instance to the other: whatever an instance remembers, the database knows better. */
export const promises: readonly Race[] = [
  {
    ...alone('changes that another instance has made', { ann: 100, bob: 0, dan: 50 }, [
      ...[list(), find('ann'), find('bob'), find('dan')].map((one) => by(1, one)),
      by(0, deposit('ann', 50)),
      by(1, find('ann')),
      by(1, list()),
      by(0, transfer('ann', 'dan', 30)),
      by(1, find('dan')),
      by(1, withdraw('dan', 80)),
      by(0, find('dan')),
      by(1, find('cleo')),
      by(0, open('cleo', 10)),
      by(1, find('cleo')),
      by(1, list()),
      by(1, close('bob')),
      by(0, find('bob')),
      by(0, deposit('bob', 50)),
      by(0, list()),
    ]),
    instances: 2,
  },
];

/** Instances that share a file read it again and again, too, each request by itself: these are shown on ones that do not. */
export const brokenBy: Readonly<Record<string, string>> = {
  'stale-read-two-instances': 'remembered-reads',
  'late-reply-two-instances': 'shared-reads',
  'late-list-two-instances': 'shared-lists',
};
