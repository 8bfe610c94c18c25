import {
  type CourseStep,
  judgedRaces,
  loadTasks,
  type Race,
  simplePromises,
  someShareAnInstance,
} from '@workbook/course';
import { type JudgePool, type Kept, keptInMemory } from '@workbook/judge';
import type { TaskVerdict } from '../json/task-verdict.ts';
import type { JudgedFile } from '../usage/arguments.ts';
import { Account } from './account.ts';
import type { AttemptProgress } from './attempt-progress.ts';
import { expectedRuns } from './expected-runs.ts';
import { firstRunsOf } from './first-runs.ts';
import { type Bounds, fails, judgeRaces, passes, type RaceResult } from './judge-races.ts';
import { type BehaviourJudges, type Findings, findingsOf, taskVerdicts } from './judge-tasks.ts';
import { checkTypes } from './type-check.ts';

/** What is asked of an attempt. */
export interface AttemptJob {
  readonly course: readonly CourseStep[];
  readonly step: CourseStep;
  readonly file: JudgedFile;
  /** A hash of the attempt: judges forget what they know of another version. */
  readonly version: string;
  /** The id of the race that failed when it was judged last, if one did: it is asked first. */
  readonly failedLast?: string;
}

/** What was found of an attempt. */
export interface AttemptResult {
  readonly verdict: 'green' | 'red' | 'inconclusive';
  /** In the order in which races are asked, until the first that fails. */
  readonly results: readonly RaceResult[];
  /** The tasks of the lesson, as far as it is known whether they are done. */
  readonly tasks: readonly TaskVerdict[];
  /** The race that fails, if one does. */
  readonly failing?: RaceResult;
  /**
   * The first reason to search for what it may keep in memory, null where it evidently keeps nothing; undefined where
   * the finished code keeps something itself.
   */
  readonly kept?: Kept | null;
  /** All races that have to be passed; when one fails, the others are not run to their end. */
  readonly races: readonly Race[];
  readonly durationMs: number;
}

/** What an attempt is judged by. */
export type AttemptJudges = Pick<JudgePool, 'judge'> & BehaviourJudges;

/**
 * Judges an attempt until the first race fails, or a task is not done, or all are passed. Every race is tried a little
 * before the tasks are looked at, and that before any race is tried to its end, so that red comes quickly, and the same
 * one each time. Where the
 * finished code keeps nothing in memory, the attempt is first taken to do the same, which leaves few
 * orders to run. Unless it evidently does the same, green says so only when all of them were run.
 *
 * Throws `JobFailed` when it cannot be judged: its types are checked as well. Of the kind `stopped`
 * after `signal`.
 */
export async function judgeAttempt(
  job: AttemptJob,
  judges: AttemptJudges,
  onProgress: (progress: AttemptProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<AttemptResult> {
  const startMs = performance.now();
  const races = startingWith(job.failedLast, racesToPrevent(job.course, job.step));
  const stop = new AbortController();
  const until = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
  const types = checkTypes(job.file.path, until);
  types.catch(() => stop.abort());
  const judged = judgeInRounds(races, job, judges, onProgress, until);
  judged.catch(() => {});
  // Code that does not load has mostly broken the grammar or a type: then the compiler names the place.
  await types;
  const { results, findings, kept } = await judged;
  const failing = results.find(fails);
  // What was found behind the first race that fails depends on which judge was faster.
  const told = failing ? results.slice(0, results.indexOf(failing) + 1) : results;
  const tasks = await taskVerdicts(job.step, told, findings);
  const isRed = failing !== undefined || tasks.some(({ verdict }) => verdict === 'fails');
  return {
    verdict: isRed ? 'red' : results.every(passes) ? 'green' : 'inconclusive',
    results,
    tasks,
    failing,
    kept,
    races,
    durationMs: Math.round(performance.now() - startMs),
  };
}

/**
 * What an attempt is judged by: each request alone, then the races that this step is about, as what the
 * learner is working on should say first how it goes, and then all others.
 */
export function racesToPrevent(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const judged = judgedRaces(course, step);
  const first = new Set([...simplePromises, ...step.races]);
  const own = [...first].filter((race) => judged.includes(race));
  return [...own, ...judged.filter((race) => !first.has(race))];
}

/** A learner wants to know first whether what was red is red again. */
function startingWith(id: string | undefined, races: readonly Race[]): readonly Race[] {
  return races.toSorted((a, b) => Number(b.id === id) - Number(a.id === id));
}

interface Judged extends Pick<AttemptResult, 'results' | 'kept'> {
  readonly findings: Findings;
}

/** Whether some race is known to fail. */
function isRed(known: ReadonlyMap<Race, RaceResult>): boolean {
  return [...known.values()].some(fails);
}

async function judgeInRounds(
  races: readonly Race[],
  { step, file, version, failedLast }: AttemptJob,
  judges: AttemptJudges,
  onProgress: (progress: AttemptProgress) => void,
  signal: AbortSignal,
): Promise<Judged> {
  const known = new Map<Race, RaceResult>();
  const account = new Account(step, races, await loadTasks(step), onProgress);
  const code = { step, file: file.path, version };
  const round = async (asked: readonly Race[], boundsOf: (race: Race) => Bounds) => {
    if (isRed(known)) return;
    const results = await judgeRaces(asked, code, judges, {
      boundsOf,
      // At first, what the learner is working on; later the longest, so that none is waited for alone.
      ...(account.stage !== 'first' && { lengthOf: (race) => expectedRuns(step, race) }),
      untilOneFails: true,
      onProgress: (now) => account.hear(now),
      signal,
    });
    for (const result of results) known.set(result.race, result);
  };
  const open = () => races.filter((race) => !passes(known.get(race)));
  const keeping = keptIn(step, file);
  // What is wrong with the file, the judges say better.
  keeping.catch(() => {});
  const assumed = step.stateless ? ({ stateless: true } as const) : {};
  const isAlone = (race: Race) => !someShareAnInstance(race);
  account.begin('first', step.stateless ? isAlone : () => true);
  // The race that failed last alone: two judges who begin at once hold each other up.
  const isLast = ({ id }: Race) => id === failedLast;
  for (const asked of [races.filter(isLast), races.filter((race) => !isLast(race))])
    await round(asked, (race) => ({ ...assumed, maxRuns: firstRunsOf(step, race) }));
  const kept = await keeping;
  const result = (findings: Findings): Judged => ({
    results: races.flatMap((race) => known.get(race) ?? []),
    findings,
    kept,
  });
  if (isRed(known)) return result(new Map());
  if (kept) account.searches();
  account.begin('open', kept ? isAlone : () => true);
  // They take no longer than the first orders, and all orders of the races may take minutes.
  let problem: unknown;
  const findings = await findingsOf(step, code, judges, {
    onProgress: (title) => account.look(title),
    onFinding: (id, finding) => account.found(id, finding),
    signal,
  }).catch((error): Findings => {
    problem = error;
    return new Map();
  });
  if ([...findings.values()].some(({ verdict }) => verdict === 'fails')) return result(findings);
  account.begin('open');
  await round(open(), (race) => {
    const goOnFrom = known.get(race)?.report?.exploration.unfinished;
    return { ...assumed, ...(goOnFrom && { goOnFrom }) };
  });
  // Code that cannot be looked at may well fail in a run, which says more.
  if (problem !== undefined && !isRed(known)) throw problem;
  account.begin('memory', () => true);
  if (kept) await round(races.filter(someShareAnInstance), () => ({ stateless: false }));
  return result(findings);
}

/**
 * Why code has to be searched for what it may keep in memory, if the finished code of its step keeps nothing: null where
 * it evidently does not, undefined where the step is no such step.
 */
export async function keptIn(
  step: Pick<CourseStep, 'stateless'>,
  { path }: Pick<JudgedFile, 'path'>,
): Promise<Kept | null | undefined> {
  return step.stateless ? ((await keptInMemory(path)) ?? null) : undefined;
}
