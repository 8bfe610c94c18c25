import { conflict, union } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Run } from '../run/run.ts';
import type { NoteBranch } from './finding.ts';
import type { Sleeper } from './frontier.ts';

/** Time could have gone by before this turn, which is a plain one: what another client keeps in memory may lapse by that. */
export function branchOnTime(
  { index, move, mayBeLate }: Turn,
  sleeping: readonly Sleeper[],
  branch: NoteBranch,
): void {
  if (mayBeLate) branch(index, { client: move.client, fault: 'time-passes' }, sleeping);
}

/**
 * The same of clients that sleep. That time goes by before what they do was explored before, too, unless the last turn
 * depends on the time, and not on what they do.
 */
export function branchOnTimeBefore(
  sleeping: readonly Sleeper[],
  { passing, turns }: Pick<Run, 'passing' | 'turns'>,
  branch: NoteBranch,
): void {
  const last = turns.at(-1);
  for (const { client, mayBeLate, footprint } of sleeping) {
    if (!last || !mayBeLate || passing.msBefore(client) === 0) continue;
    if (!conflict(last.footprint, union(footprint, passing.footprint))) continue;
    const others = sleeping.filter((one) => one.client !== client);
    branch(turns.length, { client, fault: 'time-passes' }, others);
  }
}
