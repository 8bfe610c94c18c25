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
