import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exploreSql, testDatabase } from '../support/database.ts';
import { rows } from '../support/sql-scenario.ts';
import { read, set } from '../support/statements.ts';

describe('a bound', () => {
  const database = testDatabase('bounds');
  const race = {
    ...rows(1),
    clients: { A: [read(1), set(1, 1)], B: [read(1), set(1, 2)] },
  };

  it('on runs makes the verdict inconclusive', async () => {
    const { verdict, reason, run } = await exploreSql(database.url, race, { maxRuns: 2 });
    assert.deepEqual(
      [verdict, reason, run],
      ['inconclusive', 'the search was stopped after 2 runs, with orders left to try', 2],
    );
  });

  it('on runs that is just enough does not', async () => {
    const { run } = await exploreSql(database.url, race);
    const { verdict } = await exploreSql(database.url, race, { maxRuns: run });
    assert.equal(verdict, 'prevented');
  });

  it('on changes of client stops a search that cannot finish', async () => {
    const bounds = { maxRuns: 10, enoughChanges: 1 };
    const { verdict, triedChanges, run } = await exploreSql(database.url, race, {
      ...bounds,
      reduction: 'none',
    });
    assert.deepEqual([verdict, triedChanges, run], ['inconclusive', 1, 6]);
    const { verdict: enough } = await exploreSql(database.url, race, { ...bounds, maxRuns: 100 });
    assert.equal(enough, 'prevented');
  });

  it('on turns makes the verdict inconclusive', async () => {
    const { verdict, reason } = await exploreSql(database.url, race, { maxTurns: 3 });
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /was given up after 3 turns$/);
  });
});

describe('a search that was stopped', () => {
  const database = testDatabase('bounds_unfinished');
  const race = {
    ...rows(1),
    clients: { A: [read(1), set(1, 1), read(1)], B: [read(1), set(1, 2)], C: [read(1)] },
  };
  const inParts = async (failsAt?: number) => {
    const violation = ([row]: readonly Record<string, unknown>[]) =>
      row?.amount === failsAt ? 'the wrong one was last' : undefined;
    const judged = { ...race, violation };
    const whole = await exploreSql(database.url, judged);
    const little = await exploreSql(database.url, judged, { maxRuns: 1 });
    const goOnFrom = structuredClone(little.unfinished);
    return { whole, little, goOnFrom, judged };
  };

  it('goes on in another one, and finds and counts what one search would', async () => {
    const { whole, little, goOnFrom, judged } = await inParts();
    assert.equal(little.verdict, 'inconclusive');
    assert.equal(goOnFrom?.run, 1);
    const some = await exploreSql(database.url, judged, { maxRuns: 3, goOnFrom });
    assert.deepEqual([some.run, some.unfinished?.run], [3, 3]);
    const rest = await exploreSql(database.url, judged, { goOnFrom: some.unfinished });
    assert.ok(whole.run > 5);
    assert.deepEqual(rest, whole);
  });

  it('finds there what one search would have found later', async () => {
    const { whole, goOnFrom, judged } = await inParts(1);
    const rest = await exploreSql(database.url, judged, { goOnFrom });
    assert.equal(whole.verdict, 'possible');
    assert.equal(rest.first?.text, whole.first?.text);
    assert.deepEqual({ ...rest, first: undefined }, { ...whole, first: undefined });
  });

  it('leaves nothing to go on with once something has failed', async () => {
    const { judged } = await inParts(2);
    const { verdict, unfinished } = await exploreSql(database.url, judged, { maxRuns: 4 });
    assert.deepEqual([verdict, unfinished], ['possible', undefined]);
  });
});
