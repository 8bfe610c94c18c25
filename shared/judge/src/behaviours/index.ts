import type { Behaviour } from './behaviour.ts';

/**
 * All behaviours that a task may name. What looks at one is loaded only then: a command that lists them
 * need not wait for drivers.
 */
export const behaviours: readonly Behaviour[] = [
  {
    id: 'starts-without-a-file',
    title: 'a missing file is an empty bank',
    look: async (ground) => (await import('./files.ts')).startsWithoutFile(ground),
  },
  {
    id: 'leaves-foreign-files',
    title: 'a file that another program wrote or cut off is refused, and left alone',
    look: async (ground) => (await import('./files.ts')).leavesForeignFiles(ground),
  },
  {
    id: 'screens-outside',
    title: 'nothing that other requests need is held while one is screened',
    look: async (ground) => (await import('./waiting.ts')).screensOutside(ground),
  },
  {
    id: 'needs-postgres',
    title: 'the code says that it needs PostgreSQL',
    look: async (ground) => (await import('./database.ts')).needs('postgres')(ground),
  },
  {
    id: 'makes-tables-once',
    title: 'createSchema makes the tables in an empty database, and only there',
    look: async (ground) => (await import('./database.ts')).makesTablesOnce(ground),
  },
  {
    id: 'keeps-large-balances',
    title: 'a balance may be larger than 32 bits hold',
    look: async (ground) =>
      (await import('./database.ts')).keepsLargeBalances(await ground.start()),
  },
  {
    id: 'keeps-the-pool-size',
    title: 'there are never more connections than poolSize',
    look: async (ground) => (await import('./connections.ts')).keepsPoolSize(ground),
  },
  {
    id: 'closes-its-connections',
    title: 'an instance that is closed leaves no connection behind',
    look: async (ground) => (await import('./connections.ts')).closesConnections(ground),
  },
  {
    id: 'serves-more-than-the-pool',
    title: 'more requests than connections are all answered',
    look: async (ground) => (await import('./connections.ts')).servesMoreThanPool(ground),
  },
  {
    id: 'sees-other-instances',
    title: 'an instance sees what another one has changed since its last read',
    look: async (ground) =>
      (await import('./database.ts')).seesOtherInstances(
        await ground.start(),
        await ground.start(),
      ),
  },
  {
    id: 'refuses-without-database',
    title: 'what a database that is away cannot do is answered 503',
    look: async (ground) => (await import('./connections.ts')).refusesWithoutDatabase(ground),
  },
  {
    id: 'stores-as-before',
    title: 'what the first service on a database could do is still done',
    look: async (ground) => (await import('./stores-as-before.ts')).storesAsBefore(ground),
  },
  {
    id: 'survives-a-failed-statement',
    title: 'a statement that fails once leaves nothing behind',
    look: async (ground) => (await import('./failed-statement.ts')).survivesFailedStatement(ground),
  },
  {
    id: 'survives-a-lost-commit',
    title: 'a change whose commit has lost its answer is done once at most',
    look: async (ground) => (await import('./lost-commit.ts')).survivesLostCommit(ground),
  },
  {
    id: 'keeps-its-context',
    title: 'a request that has waited for a lock goes on in its own context',
    look: async (ground) => (await import('./context.ts')).keepsContext(ground),
  },
  {
    id: 'one-transaction-a-change',
    title: 'each change reads and writes in one transaction',
    look: async (ground) => (await import('./transactions.ts')).changesInOneTransaction(ground),
  },
  {
    id: 'reads-without-waiting',
    title: 'readers are answered while a row is locked',
    look: async (ground) => (await import('./row-locks.ts')).readsWithoutWaiting(ground),
  },
  {
    id: 'bounds-its-wait',
    title: 'a change waits for a row no longer than a bound',
    look: async (ground) => (await import('./row-locks.ts')).boundsItsWait(ground),
  },
  {
    id: 'changes-at-once',
    title: 'two changes of an account at once both count',
    look: async (ground) => (await import('./at-once.ts')).changesAtOnce(ground),
  },
  {
    id: 'counts-at-once',
    title: 'two openings at once are counted one after the other',
    look: async (ground) => (await import('./at-once.ts')).countsAtOnce(ground),
  },
  {
    id: 'adds-up-at-once',
    title: 'two changes at once add up one after the other',
    look: async (ground) => (await import('./at-once.ts')).addsUpAtOnce(ground),
  },
  {
    id: 'keys-at-once',
    title: 'of two requests at once with one key, one is carried out',
    look: async (ground) => (await import('./at-once.ts')).keysAtOnce(ground),
  },
  {
    id: 'decides-without-locks',
    title: 'nothing is locked while a change has only read',
    look: async (ground) => (await import('./without-locks.ts')).decidesWithoutLocks(ground),
  },
  {
    id: 'refuses-old-versions',
    title: 'every edit that names another version is refused',
    look: async (ground) => (await import('./versions.ts')).refusesOldVersions(ground),
  },
  {
    id: 'gives-up',
    title: 'a change that comes too late each time is answered in the end',
    look: async (ground) => (await import('./versions.ts')).givesUp(ground),
  },
  {
    id: 'needs-redis',
    title: 'the code says that it needs Redis',
    look: async (ground) => (await import('./database.ts')).needs('redis')(ground),
  },
  {
    id: 'starts-without-redis',
    title: 'the service starts and works where there is no Redis',
    look: async (ground) => (await import('./cache.ts')).startsWithoutRedis(ground),
  },
  {
    id: 'forgets-what-changed',
    title: 'what has changed is forgotten by the cache, names as well',
    look: async (ground) => (await import('./cache.ts')).forgetsWhatChanged(ground),
  },
  {
    id: 'decides-on-the-database',
    title: 'a change decides on what the database holds, not on the cache',
    look: async (ground) => (await import('./cache.ts')).decidesOnDatabase(ground),
  },
  {
    id: 'gives-the-lock-back',
    title: 'a change that is over, done or refused, lets the next one in at once',
    look: async (ground) => (await import('./cache.ts')).givesTheLockBack(ground),
  },
  {
    id: 'changes-take-turns',
    title: 'changes of one account take turns before they get to the database',
    look: async (ground) => (await import('./turns.ts')).changesTakeTurns(ground),
  },
  {
    id: 'fences-changes',
    title: 'a change raises the fence first, and is refused where a later one has been',
    look: async (ground) => (await import('./fence.ts')).fencesChanges(ground),
  },
  {
    id: 'fills-after-a-crash',
    title: 'a cold key whose reader has crashed is filled by a later one',
    look: async (ground) => (await import('./cache.ts')).fillsAfterACrash(ground),
  },
];
