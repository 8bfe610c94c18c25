import { type CourseStep, findRace, type Protection, type Race } from '@workbook/course';
import type { Chance } from './chance.ts';

/** A race on some code of a step: the finished one, or that with a protection taken out. */
export interface Situation {
  readonly race: Race;
  /** What was taken out; absent for the finished code. */
  readonly without?: Protection;
  /** Whether some order breaks the race here. */
  readonly breakable: boolean;
  /** What keeps the race away in the finished code; empty where it can happen. */
  readonly keptBy: readonly Protection[];
}

/**
 * Draws one of the races that the step is about. Half of the time the code is not as the step has
 * it, or does not claim to prevent the race: else a learner would soon answer "holds" without a look.
 */
export function drawSituation(
  course: readonly CourseStep[],
  step: CourseStep,
  protections: readonly Protection[],
  chance: Chance,
): Situation {
  const safe: Situation[] = [];
  const open: Situation[] = [];
  for (const [id, claim] of Object.entries(step.claims)) {
    const race = findRace(course, id);
    // One client has only one order, and there is nothing to be predicted about a fault yet.
    if (!race || Object.keys(race.clients).length < 2 || race.faults) continue;
    if (claim === 'possible') open.push({ race, breakable: true, keptBy: [] });
    const kept = protections.filter((one) => 'races' in one && one.races.includes(id));
    for (const without of kept) open.push({ race, without, breakable: true, keptBy: [] });
    if (claim === 'prevented' && kept.length > 0)
      safe.push({ race, breakable: false, keptBy: kept });
  }
  const [first, second] = chance.happens(50) ? [safe, open] : [open, safe];
  return chance.pick(first.length > 0 ? first : second);
}
