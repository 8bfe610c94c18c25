import {
  type Choice,
  controlFiles,
  controlPostgres,
  controlRedis,
  type Exploration,
  type ExploreOptions,
  explore,
  type JudgedRun,
  lookAt,
  type Position,
  replay,
} from '@workbook/explorer';
import { forgetCopies } from './load-step.ts';
import type { Race } from './race.ts';
import type { Place } from './storage.ts';
import { World } from './world.ts';

/** A race's verdict on a step, measured just now. */
export interface Report {
  readonly race: string;
  readonly exploration: Exploration;
  readonly ms: number;
}

export interface JudgeOptions
  extends Pick<
    ExploreOptions,
    'reduction' | 'stopAtFirst' | 'maxRuns' | 'enoughRuns' | 'alwaysFresh' | 'onProgress'
  > {
  /**
   * Whether the step keeps nothing in memory from one request to the next, so that clients of one
   * instance meet only in its storage. To be said of code that is known, never of an attempt.
   */
  readonly stateless?: boolean;
}

/**
 * Runs `race` on the step whose code is in `file`, in every order.
 *
 * Throws `CannotLoad` or `SetUpFailed` when the file cannot be judged at all, and the explorer's
 * `ExplorationError` when something around it is broken: none of these is a verdict.
 */
export async function judge(
  race: Race,
  file: string,
  place: Place,
  options: JudgeOptions = {},
): Promise<Report> {
  takeControl();
  const startMs = performance.now();
  const { stateless, ...rest } = options;
  await using world = await World.open(race, file, place, stateless);
  const exploration = await explore(world, { ...exploreOptions(race, place), ...rest });
  return { race: race.id, exploration, ms: performance.now() - startMs };
}

/** Runs `race` on the step in `file` once, in the order that `schedule` says. */
export async function replayRace(
  race: Race,
  file: string,
  place: Place,
  schedule: readonly Choice[],
): Promise<JudgedRun> {
  takeControl();
  await using world = await World.open(race, file, place);
  return await replay(world, schedule, exploreOptions(race, place));
}

/** Runs `race` on the step in `file` as far as `schedule` goes, and says who could go on there. */
export async function lookAtRace(
  race: Race,
  file: string,
  place: Place,
  schedule: readonly Choice[],
): Promise<Position> {
  takeControl();
  await using world = await World.open(race, file, place);
  return await lookAt(world, schedule, exploreOptions(race, place));
}

/** From here on the explorer decides who goes, in copies of the code that nobody has run before. */
function takeControl(): void {
  controlPostgres();
  controlRedis();
  controlFiles();
  forgetCopies();
}

function exploreOptions(
  { faults, pauseMs, patientTimers }: Race,
  { postgresUrl, redisUrl }: Place,
): ExploreOptions {
  return {
    ...(postgresUrl ? { postgresUrl } : {}),
    ...(redisUrl ? { redisUrl } : {}),
    ...(faults ? { faults } : {}),
    ...(pauseMs === undefined ? {} : { pauseMs }),
    ...(patientTimers ? { patientTimers } : {}),
  };
}
