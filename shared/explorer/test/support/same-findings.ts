import assert from 'node:assert/strict';
import type { Exploration, ExploreOptions } from '../../src/index.ts';
import { exploreSql } from './database.ts';
import type { SqlRace } from './sql-scenario.ts';

/**
 * Explores the race with the reduction and without: both find the same ends, in the same number of orders. That some
 * runs are known beforehand makes no difference at all.
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
  const { first, ...executed } = await exploreSql(url, race, { ...options, executesAll: true });
  assert.deepEqual({ ...reduced, first: reduced.first?.text }, { ...executed, first: first?.text });
  return reduced;
}
