import { deposit, find, type Race, race, withdraw } from '@workbook/course';

export const races: readonly Race[] = [
  race('stampede, three instances', {
    anomaly: 'stampede',
    question: 'Do many readers of a cold key cost one read of the database, and is none refused?',
    accounts: { ann: 100 },
    instances: 3,
    clients: { A: find('ann'), B: find('ann'), C: find('ann') },
    patientTimers: true,
    databaseReads: 1,
  }),
  race('stale fill, two instances', {
    anomaly: 'stale read',
    question: 'Can a reader store what it read before another client changed it?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: find('ann'), B: deposit('ann', 50) },
    patientTimers: true,
  }),
  race('crashed lock owner, two instances', {
    anomaly: 'blocking',
    question: 'Does a lock whose owner has crashed come free?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withdraw('ann', 40), B: withdraw('ann', 50) },
    faults: ['crash-before', 'crash-after'],
    patientTimers: true,
    staleForMs: 30_000,
  }),
  race('paused lock owner, two instances', {
    anomaly: 'lost update',
    question: 'Does an owner that was paused for longer than its lock lasts change anything?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withdraw('ann', 40), B: withdraw('ann', 50) },
    faults: ['pause'],
    patientTimers: true,
  }),
  race('changes in turn, two instances', {
    anomaly: 'lock contention',
    question: 'Do changes of one account take turns before each of them has a transaction open?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withdraw('ann', 40), B: deposit('ann', 50) },
    patientTimers: true,
    collisions: 0,
  }),
  race('crash between database and cache', {
    anomaly: 'stale read',
    question: 'Is a cached value wrong for no longer than 30 s, wherever a change is cut off?',
    accounts: { ann: 100 },
    instances: 1,
    clients: { A: [find('ann'), deposit('ann', 50)] },
    faults: ['crash-before', 'crash-after'],
    patientTimers: true,
    staleForMs: 30_000,
  }),
  race('redis failover, two instances', {
    anomaly: 'lost update',
    question: 'Is nothing lost when a failover of Redis forgets who holds the lock?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: withdraw('ann', 40), B: withdraw('ann', 50) },
    faults: ['redis-failover'],
    patientTimers: true,
  }),
  race('redis away', {
    anomaly: 'stale read',
    question: 'Is the service only slower, and not wrong, when Redis goes away?',
    accounts: { ann: 100 },
    instances: 1,
    clients: { A: [find('ann'), withdraw('ann', 40), find('ann')] },
    faults: ['redis-away'],
    patientTimers: true,
    staleForMs: 30_000,
  }),
];

/**
 * Races that a step without a cache cannot have: they are shown on the cache that most people write
 * first, or on this step without one of its protections.
 */
export const brokenBy: Readonly<Record<string, string>> = {
  'stale-fill-two-instances': 'filled-by-anybody',
  'crashed-lock-owner-two-instances': 'lock-without-ttl',
  'paused-lock-owner-two-instances': 'fence-and-version',
  'crash-between-database-and-cache': 'cache-without-ttl',
  'redis-failover-two-instances': 'fence-and-version',
  'redis-away': 'serves-without-redis',
};
