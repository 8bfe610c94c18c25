import { type Race, someShareAnInstance } from '@workbook/course';
import {
  controlFiles,
  controlPostgres,
  controlRedis,
  type ExecutorOptions,
  type Exploration,
  type ExploreOptions,
  explore,
  type JudgedRun,
  type Move,
  NotReproducible,
  replay,
  watchAsyncLock,
} from '@workbook/explorer';
import AsyncLock from 'async-lock';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { checkApart, forgetCopies } from '../world/load-step.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import { forLearner } from './escape-of-learner.ts';
import { openWorld } from './open-world.ts';

/** A race's verdict on a step, measured just now. */
export interface Report {
  readonly race: string;
  readonly exploration: Exploration<RaceDetail>;
  /**
   * Present when there are too many orders to run them all for the sake of what clients may share in
   * the memory of an instance: `exploration` then leaves out orders that their storage cannot tell
   * apart, and only orders that change the client this often were all run.
   */
  readonly memoryChanges?: number;
  readonly ms: number;
}

export interface JudgeOptions
  extends Pick<
    ExploreOptions,
    | 'reduction'
    | 'stopAtFirst'
    | 'maxRuns'
    | 'enoughRuns'
    | 'goOnFrom'
    | 'executesAll'
    | 'tellsWaitsApart'
    | 'alwaysFresh'
    | 'keepsRuns'
    | 'onProgress'
  > {
  /**
   * Whether the step keeps nothing in memory from one request to the next, so that clients of one
   * instance meet only in its storage. Say it of code that is known, and of an attempt for a first look, or where
   * `keptInMemory` finds no reason against it.
   */
  readonly stateless?: boolean;
  /** Whether it keeps nothing there but locks that are watched: then every order is known by what is done with them. */
  readonly memoryIsWatched?: boolean;
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
  urls: OwnStorageUrls,
  options: JudgeOptions = {},
): Promise<Report> {
  return await apart(() => judgeRace(race, file, urls, options));
}

/**
 * What code keeps where all instances find it, or changes of what this process works with, can be behind any verdict
 * and any error: that is told first. What has escaped from control is told in words for learners.
 */
export async function apart<T>(work: () => Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work()]);
  const cause: unknown = done.status === 'rejected' ? done.reason : undefined;
  checkApart(cause);
  if (done.status === 'rejected') throw forLearner(cause);
  return done.value;
}

async function judgeRace(
  race: Race,
  file: string,
  urls: OwnStorageUrls,
  options: JudgeOptions,
): Promise<Report> {
  takeControl(urls);
  const startMs = performance.now();
  const { stateless = false, memoryIsWatched = false, goOnFrom, ...rest } = options;
  const search = async (asStateless: boolean, bounds: ExploreOptions = {}) => {
    const memory = { stateless: asStateless, memoryIsWatched };
    await using world = await openWorld(race, file, urls, memory);
    const told = asStateless ? withoutLateReplies(race) : race;
    const searched = await explore(world, { ...exploreOptions(told, urls), ...bounds, ...rest });
    if (searched.first) await world.checkSurroundings(searched.first.turns);
    return searched;
  };
  const found = ({ first, ...exploration }: Exploration<RaceDetail>) => ({
    race: race.id,
    exploration: { ...exploration, first: first && withPlaces(first) },
    ms: performance.now() - startMs,
  });
  if (
    stateless ||
    memoryIsWatched ||
    !someShareAnInstance(race) ||
    rest.reduction === 'none' ||
    rest.maxRuns !== undefined
  )
    return found(await search(stateless, { goOnFrom }));
  const whole = await search(false, {
    goOnFrom,
    maxRuns: memoryRuns,
    enoughChanges: memoryChanges,
  });
  if (whole.verdict !== 'inconclusive' || whole.triedChanges === undefined) return found(whole);
  try {
    // Runs that are executed, and not judged from another one, show where memory decides after all.
    const exploration = await search(true, { executesAll: true });
    return { ...found(exploration), memoryChanges: whole.triedChanges };
  } catch (error) {
    if (!(error instanceof NotReproducible)) throw error;
    // Orders that were taken to be alike are not: what the code keeps in memory decides, so all are run.
    return found(await search(false, { maxRuns: sureRuns }));
  }
}

/** An attempt may keep anything in memory. It is searched without limits up to this many runs, … */
const memoryRuns = 400;
/** … and where they do not suffice, in all orders that change the client this often. */
const memoryChanges = 2;
/** Where the code is seen to depend on its memory, it is searched up to this many runs. */
const sureRuns = 4000;

/** A day is as good as for ever, and a timer can be set to it. */
const patience = { replyTimeoutMs: 86_400_000, scenarioTimeoutMs: 86_400_000 };

/**
 * Runs `race` on the step in `file` once, in the order that `schedule` says. One that `isPatient` may take any
 * time, as it does under a debugger; limits of the servers, such as `lock_timeout`, stay their own.
 */
export async function replayRace(
  race: Race,
  file: string,
  urls: OwnStorageUrls,
  schedule: readonly Move[],
  { isPatient = false }: { readonly isPatient?: boolean } = {},
): Promise<JudgedRun<RaceDetail>> {
  takeControl(urls);
  return await apart(async () => {
    await using world = await openWorld(race, file, urls);
    const options = { ...exploreOptions(race, urls), ...(isPatient && patience) };
    return withPlaces(await replay(world, schedule, options));
  });
}

/** A run that is shown says where in the code its clients stand; the search compares runs without that. */
export function withPlaces(run: JudgedRun<RaceDetail>): JudgedRun<RaceDetail> {
  return { ...run, violation: run.detail.violationWithPlaces ?? run.violation };
}

/**
 * Puts the drivers and the file system under control: from here on the explorer decides who goes, in
 * new copies of the code. Call it before any code under test is loaded, as a library may keep the
 * functions that it finds then. The driver for Redis looks its functions up at each call, so that it
 * is put under control only where there is a Redis. Locks are only watched, where runs are shown.
 */
export function takeControl(urls?: OwnStorageUrls): void {
  controlPostgres();
  if (urls?.redisUrl) controlRedis();
  controlFiles();
  watchAsyncLock(AsyncLock);
  forgetCopies();
}

/** A race of code that keeps nothing in memory: nothing there could notice that a reply is late. */
function withoutLateReplies(race: Race): Race {
  return { ...race, faults: race.faults?.filter((fault) => fault !== 'late-reply') };
}

/** What the explorer is told of a race. */
export function exploreOptions(
  { faults, faultsOf, pauseMs, beforeMs, patientTimers, collisions }: Race,
  { postgresUrl, redisUrl, kept }: OwnStorageUrls,
): ExecutorOptions {
  const ofEarlier = kept && { connections: kept.explorer, triedParts: kept.triedParts };
  return {
    ...{ postgresUrl, redisUrl, ...ofEarlier, faults, faultsOf, pauseMs, patientTimers },
    setUpAgeMs: beforeMs,
    // Who waits is what such a race is about.
    tellsWaitsApart: collisions !== undefined,
  };
}
