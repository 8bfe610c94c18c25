import type { Exploration, Position } from './model/exploration.ts';
import type { ExploreOptions } from './model/options.ts';
import type { JudgedRun, Scenario } from './model/scenario.ts';
import type { Move } from './model/schedule.ts';
import { Executor } from './search/executor.ts';
import { Search } from './search/search.ts';

/**
 * Runs a scenario in every order of its clients' operations: by executing it again and again, each
 * time with a prefix of moves and then freely (stateless model checking; Godefroid, 1997), with
 * the fewest changes of client first (Musuvathi and Qadeer, 2007), leaving out equivalent orders by sleep
 * sets and, where an operation touches nothing, by a persistent set of that alone (both Godefroid, 1996).
 *
 * Throws `ExplorationError` when something outside the code under test is wrong, and
 * `NotReproducible` when the code under test does not do the same thing twice.
 */
export async function explore<Detail = undefined>(
  scenario: Scenario<Detail>,
  options: ExploreOptions = {},
): Promise<Exploration<Detail>> {
  await using executor = await Executor.open(scenario, options);
  return await new Search([executor], options).all();
}

/** Executes one schedule. Throws `NotReproducible` when it does not fit the scenario. */
export async function replay<Detail = undefined>(
  scenario: Scenario<Detail>,
  schedule: readonly Move[],
  options: ExploreOptions = {},
): Promise<JudgedRun<Detail>> {
  await using executor = await Executor.open(scenario, { ...options, alwaysFresh: true });
  return await executor.execute(schedule);
}

/**
 * Executes a schedule and stops where it ends, for a caller that wants to choose what comes next.
 * Nothing has to be undone: a shorter schedule is executed from the beginning again.
 * Throws `NotReproducible` when the schedule does not fit the scenario.
 */
export async function lookAt<Detail = undefined>(
  scenario: Scenario<Detail>,
  schedule: readonly Move[],
  options: ExploreOptions = {},
): Promise<Position<Detail>> {
  await using executor = await Executor.open(scenario, { ...options, alwaysFresh: true });
  const { judged, next } = await executor.executeUpTo(schedule);
  return { turns: judged.turns, next, end: next.length === 0 ? judged : undefined };
}
