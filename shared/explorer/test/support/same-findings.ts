import assert from 'node:assert/strict';
import type { Exploration, ExploreOptions } from '../../src/index.ts';
import { changesOfClient } from '../../src/search/frontier.ts';
import { exploreSql } from './database.ts';
import type { SqlRace } from './sql-scenario.ts';

/**
 * Explores the race with the reduction and without: both find the same ends, in the same number of orders. That some
 * branches are put off, and that clients which take turns need not wait for them, makes no difference but for how many
 * runs there are.
 */
export async function expectSameFindings(
  url: string,
  race: SqlRace,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const full = await exploreSql(url, race, { ...options, reduction: 'none' });
  const reduced = await exploreSql(url, race, options);
  assert.deepEqual(reduced.outcomes, full.outcomes);
  assert.equal(full.possible, full.run, 'without reduction, every run stands for itself');
  assert.equal(reduced.possible, full.run);
  assert.equal(reduced.impossible, full.impossible);
  assert.equal(reduced.failing, full.failing);
  const apart = await exploreSql(url, race, { ...options, tellsWaitsApart: true });
  assert.deepEqual(whatever(reduced), whatever(apart));
  // Which rows a statement has locked that had to wait is not known, so that it may say more.
  assert.deepEqual(
    reduced.caveats.filter((one) => !apart.caveats.includes(one)),
    [],
  );
  assert.ok(reduced.distinct <= apart.distinct, `${reduced.distinct} runs, and ${apart.distinct}`);
  const all = await exploreSql(url, race, { ...options, executesAll: true });
  assert.deepEqual(found(apart), found(all));
  assert.ok(apart.run <= all.run, `${apart.run} runs, where all branches take ${all.run}`);
  return reduced;
}

/** The same, however many runs show it. */
function whatever(exploration: Exploration) {
  const {
    distinct: _,
    failingDistinct: _failing,
    changes: _changes,
    ...others
  } = found(exploration);
  return { ...others, caveats: undefined };
}

/** All that is found, but for the run that shows it: of several that are as easy to read, the first one does. */
export function found({ first, ...others }: Exploration) {
  return { ...others, run: undefined, changes: first && changesOfClient(first.schedule) };
}
