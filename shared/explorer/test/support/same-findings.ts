import assert from 'node:assert/strict';
import type { Exploration, ExploreOptions } from '../../src/index.ts';
import { changesOfClient } from '../../src/search/frontier.ts';
import { exploreSql } from './database.ts';
import type { SqlRace } from './sql-scenario.ts';

/**
 * Explores the race with the reduction and without: both find the same ends, in the same number of orders. That some
 * branches are put off makes no difference but for how many runs there are.
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
  const all = await exploreSql(url, race, { ...options, executesAll: true });
  assert.deepEqual(found(reduced), found(all));
  assert.ok(reduced.run <= all.run, `${reduced.run} runs, where all branches take ${all.run}`);
  return reduced;
}

/** All that is found, but for the run that shows it: of several that are as easy to read, the first one does. */
export function found({ first, ...others }: Exploration) {
  return { ...others, run: undefined, changes: first && changesOfClient(first.schedule) };
}
