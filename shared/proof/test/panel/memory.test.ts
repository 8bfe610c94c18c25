import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { keptInMemory } from '@workbook/judge';
import { type Attempt, attemptsAt, stepsWithAttempts } from '../../src/panel/attempts.ts';

const tried = await stepsWithAttempts();
/** The steps whose finished code keeps nothing in memory. */
const steps = (await loadCourse()).filter(
  ({ number, stateless }) => stateless && tried.includes(number),
);
const attempts = (await Promise.all(steps.map(({ number }) => attemptsAt(number)))).flat();
const nameOf = ({ step, name }: Attempt) => `${step}/${name}`;

/** The names of those of which it is not evident that they keep nothing, with what is said of them. */
async function keptBy(some: readonly Attempt[]): Promise<readonly string[]> {
  const all = await Promise.all(
    some.map(async (one) => {
      const kept = await keptInMemory(one.file);
      return kept ? [`${nameOf(one)}: ${kept.why}`] : [];
    }),
  );
  return all.flat();
}

const second = 'a second connection that is asked for while one is held';
const changeable = 'a changeable object that lives as long as the instance';
/** What a function does is not read. */
const functions = 'SQL with a text in it whose end is not looked for';

describe('that code keeps nothing in memory', () => {
  it('is evident of the finished code of each step that says so', async () => {
    assert.deepEqual(
      steps.map(({ number }) => number),
      ['03', '05', '06', '07', '08', '09', '10'],
    );
    for (const { file } of steps) assert.equal(await keptInMemory(file), undefined);
  });

  it('is evident of right attempts, but for what is not looked into', async () => {
    assert.deepEqual(await keptBy(attempts.filter(({ because }) => !because)), [
      `03/right/atomic-updates: ${second}`,
      '03/right/query-builder-of-kysely: the call of getKysely on an entity manager',
      '03/right/reads-of-one-tick-are-one: a field that is assigned outside of the constructor',
      `03/right/reads-that-wait-are-shared: ${changeable}`,
      '05/right/connection-tried-out-first: a connection that another function has to give back',
      `05/right/function-of-the-database: ${functions}`,
      '05/right/locks-of-the-session: SQL that may leave something with its session: pg_advisory_lock',
      '05/right/one-lock-with-a-time-limit: an import from node:async_hooks',
      '05/right/one-round-trip: SQL that is put together from more than known texts',
      `05/right/tried-again-before-the-commit: ${second}`,
      `05/right/trigger-keeps-the-balance: ${functions}`,
      `06/right/atomic-update-returning: ${second}`,
      '06/right/nowait-and-again: the screening that is put into an array or an object',
      `06/right/reads-one-at-a-time-shared-until-sent: ${changeable}`,
      '07/right/tries-as-an-async-generator: a generator',
      `07/right/version-raised-by-a-trigger: ${functions}`,
      `09/right/functions-of-the-database: ${functions}`,
      `09/right/triggers-that-lock-the-owner: ${functions}`,
    ]);
  });

  it('is not evident of wrong attempts whose mistake is in memory, in the pool, or in a function of the database', async () => {
    const unawaited = 'a statement that is not waited for, so that another may run beside it';
    const session = 'SQL that may leave something with its session: pg_advisory_lock';
    const kept = await keptBy(attempts.filter(({ because }) => because));
    assert.deepEqual(kept, [
      `03/wrong/balances-in-memory: ${changeable}`,
      `03/wrong/closed-before-it-is: ${changeable}`,
      `03/wrong/find-remembered: ${changeable}`,
      `03/wrong/flush-not-awaited: ${unawaited}`,
      '03/wrong/id-counted-in-memory: a field that is assigned outside of the constructor',
      '03/wrong/id-from-the-session: SQL that leaves something with its session: lastval',
      '03/wrong/list-remembered: a field that is assigned outside of the constructor',
      '03/wrong/lists-under-way-are-shared: a field that is assigned outside of the constructor',
      '03/wrong/one-entity-manager-for-all: an entity manager that lives as long as the instance',
      `03/wrong/reads-on-their-way-are-shared: ${changeable}`,
      '03/wrong/refused-when-the-pool-is-taken: a property that is assigned from outside of its object',
      '03/wrong/result-cache-of-the-orm: the option cache, which is not on the list',
      `03/wrong/shared-reads-cut-off-by-own-changes: ${changeable}`,
      `05/wrong/answer-before-the-commit: ${unawaited}`,
      '05/wrong/commit-in-between: a transaction that is not ended whatever happens',
      `05/wrong/credit-in-a-fork: ${second}`,
      '05/wrong/left-open-by-a-refusal: a connection that is not given back whatever happens',
      `05/wrong/look-beside-the-transaction: ${second}`,
      `05/wrong/outer-entity-manager: ${second}`,
      '05/wrong/raw-update-outside: the call of getConnection on the entity manager of the whole instance',
      '05/wrong/requires-new: an import of TransactionPropagation from @mikro-orm/postgresql',
      '05/wrong/rolled-back-after-a-refusal-only: a transaction that is not ended whatever happens',
      '05/wrong/swallowed-in-a-savepoint: SQL that may leave something with its session: pg_notify',
      '05/wrong/tables-made-anew: the property schema of the ORM',
      `05/wrong/two-transactions-at-once: ${unawaited}`,
      `06/wrong/advisory-lock-left-behind: ${session}`,
      `06/wrong/balance-read-beside-the-row: ${second}`,
      `06/wrong/find-remembered: ${changeable}`,
      `06/wrong/lock-in-one-transaction-write-in-the-next: ${second}`,
      '06/wrong/lock-of-the-process: an import from node:async_hooks',
      `06/wrong/lock-order-of-the-owners: ${second}`,
      `06/wrong/second-connection: ${second}`,
      `06/wrong/shared-reads-cut-off-by-own-transactions: ${changeable}`,
      `06/wrong/unlock-before-commit: ${session}`,
      '07/wrong/hash-of-the-row-as-version: an import from node:zlib',
      `07/wrong/version-compared-in-javascript: ${second}`,
      `07/wrong/version-raised-before-it-is-compared: ${functions}`,
      '08/wrong/filled-in-a-transaction-of-redis: the screening that is put into an array or an object',
      `08/wrong/one-token-for-the-process: ${changeable}`,
      `08/wrong/rejection-remembered: ${changeable}`,
      `08/wrong/single-flight-in-the-process: ${changeable}`,
      `09/wrong/advisory-lock-of-the-session: ${session}`,
      '09/wrong/check-that-asks-a-function: SQL that begins with "create or replace functi", which is not on the list',
      `09/wrong/counted-in-memory: ${changeable}`,
      `09/wrong/deferred-trigger-that-counts: ${functions}`,
      `09/wrong/function-that-checks-first: ${functions}`,
      '09/wrong/names-padded-to-one-length: the property types of something that a package exports',
      '09/wrong/one-entity-manager: an entity manager that lives as long as the instance',
      `09/wrong/reports-remembered: ${changeable}`,
      `09/wrong/reports-under-way-are-shared: ${changeable}`,
      `10/wrong/answers-in-a-map: ${changeable}`,
      `10/wrong/claimed-by-another-connection: ${second}`,
      `10/wrong/lock-of-the-session-on-the-key: ${session}`,
      `10/wrong/remembered-for-ever-in-front-of-the-table: ${changeable}`,
    ]);
  });
});
