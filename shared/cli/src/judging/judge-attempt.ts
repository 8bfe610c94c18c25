import {
  type CourseStep,
  JobFailed,
  type JudgePool,
  promisedRaces,
  type Race,
  type Report,
  someShareAnInstance,
} from '@workbook/race-test';
import type { JudgedFile } from '../usage/arguments.ts';
import type { CheckProgress, Judgement } from './judge-races.ts';
import { checkTypes } from './type-check.ts';

/** What is asked of an attempt. */
export interface AttemptJob {
  readonly course: readonly CourseStep[];
  readonly step: CourseStep;
  readonly file: JudgedFile;
  /** A hash of the attempt: judges forget what they know of another version. */
  readonly version: string;
}

/** What was found: judgements in the order in which races are asked, until the first that fails. */
export interface AttemptJudgement {
  readonly verdict: 'green' | 'red' | 'inconclusive';
  readonly judgements: readonly Judgement[];
  /** The race that fails, if one does. */
  readonly failing?: Judgement;
  /** How many races there are to pass; when one fails, the others are not run to their end. */
  readonly races: readonly Race[];
  readonly durationMs: number;
}

/**
 * The races that an attempt has to prevent, those first that this step is about: what the learner is
 * working on should say first how it goes.
 */
export function racesToPrevent(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const promised = promisedRaces(course, step);
  const own = step.races.filter((race) => promised.includes(race));
  return [...own, ...promised.filter((race) => !own.includes(race))];
}

/** How many runs of each race come before all runs of any: most mistakes show within these. */
const firstRuns = 25;

/** What is told while an attempt is judged. */
export interface AttemptProgress extends CheckProgress {
  /** Nothing fails as far as clients of one instance meet in its storage only; now that is not taken for granted. */
  readonly confirming: boolean;
}

/**
 * Judges an attempt until the first race fails, or all are passed. Every race is tried a little
 * before any is tried to its end, so that red comes quickly, and the same one each time. Where the
 * finished code keeps nothing in memory, the attempt is first taken to do the same, which leaves few
 * orders to run; green says so only when all of them were.
 *
 * Throws `JobFailed` when it cannot be judged: its types are checked as well. Of the kind `stopped`
 * after `signal`.
 */
export async function judgeAttempt(
  job: AttemptJob,
  pool: Pick<JudgePool, 'judge'>,
  onProgress: (progress: AttemptProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<AttemptJudgement> {
  const startMs = performance.now();
  const races = racesToPrevent(job.course, job.step);
  const stop = new AbortController();
  const until = AbortSignal.any(signal ? [signal, stop.signal] : [stop.signal]);
  const types = checkTypes(job.file.path, until);
  types.catch(() => stop.abort());
  const judged = judgeInRounds(races, job, pool, onProgress, until);
  judged.catch(() => {});
  // Code that does not load has mostly broken the grammar or a type: then the compiler names the place.
  await types;
  const judgements = await judged;
  const failing = judgements.find(({ report }) => report?.exploration.verdict === 'possible');
  const open = judgements.some(({ report }) => report?.exploration.verdict !== 'prevented');
  return {
    verdict: failing ? 'red' : open ? 'inconclusive' : 'green',
    judgements,
    ...(failing && { failing }),
    races,
    durationMs: Math.round(performance.now() - startMs),
  };
}

async function judgeInRounds(
  races: readonly Race[],
  { step, file, version }: AttemptJob,
  pool: Pick<JudgePool, 'judge'>,
  onProgress: (progress: AttemptProgress) => void,
  signal: AbortSignal,
): Promise<readonly Judgement[]> {
  const known = new Map<Race, Judgement>();
  let confirming = false;
  const round = async (asked: readonly Race[], options: RoundOptions) => {
    if ([...known.values()].some(fails)) return;
    let done = races.length - asked.length;
    const ask = async (race: Race, until: AbortSignal) => {
      const report = await pool.judge(
        {
          race: race.id,
          step: step.number,
          file: file.path,
          version,
          options: { stopAtFirst: true, ...options },
        },
        ({ run }) => onProgress({ done, race: race.name, runs: run, confirming }),
        until,
      );
      done += 1;
      onProgress({ done, race: race.name, runs: report.exploration.run, confirming });
      return report;
    };
    await oneRound(asked, known, ask, signal);
  };
  const open = () => races.filter((race) => !passes(known.get(race)));
  const assumed = step.stateless ? { stateless: true } : {};
  await round(races, { ...assumed, maxRuns: firstRuns });
  await round(open(), assumed);
  confirming = true;
  if (step.stateless) await round(races.filter(someShareAnInstance), {});
  return races.flatMap((race) => known.get(race) ?? []);
}

interface RoundOptions {
  readonly stateless?: boolean;
  readonly maxRuns?: number;
}

const passes = (judgement?: Judgement) => judgement?.report?.exploration.verdict === 'prevented';

const fails = (judgement?: Judgement) => judgement?.report?.exploration.verdict === 'possible';

/**
 * Asks all of `races` side by side. When one fails, or cannot be judged, those after it are stopped and
 * those before it may finish: which race is the first to say no does not depend on who was faster.
 *
 * Throws what the first one throws, unless one before it fails.
 */
async function oneRound(
  races: readonly Race[],
  known: Map<Race, Judgement>,
  ask: (race: Race, signal: AbortSignal) => Promise<Report>,
  signal?: AbortSignal,
): Promise<void> {
  const stops = races.map(() => new AbortController());
  const stopFrom = (first: number) => {
    for (const stop of stops.slice(first)) stop.abort();
  };
  const stopAll = () => stopFrom(0);
  signal?.addEventListener('abort', stopAll);
  if (signal?.aborted) stopAll();
  const troubles = new Map<number, unknown>();
  await Promise.all(
    races.map(async (race, i) => {
      try {
        const until = (stops[i] as AbortController).signal;
        const judgement = await judgementOf(race, () => ask(race, until), signal);
        if (!judgement) return;
        known.set(race, judgement);
        if (fails(judgement)) stopFrom(i + 1);
      } catch (error) {
        troubles.set(i, error);
        stopFrom(i + 1);
      }
    }),
  );
  signal?.removeEventListener('abort', stopAll);
  const failing = races.findIndex((race) => fails(known.get(race)));
  const troubled = Math.min(...troubles.keys());
  if (troubles.size > 0 && (failing < 0 || troubled < failing)) throw troubles.get(troubled);
}

/** Undefined when the race was stopped because another one fails. */
async function judgementOf(
  race: Race,
  ask: () => Promise<Report>,
  signal?: AbortSignal,
): Promise<Judgement | undefined> {
  try {
    return { race, report: await ask() };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    if (error.kind === 'stopped' && !signal?.aborted) return undefined;
    if (error.kind === 'not-reproducible') return { race, refusal: error };
    if (error.kind === 'cannot-load' || error.kind === 'stopped') throw error;
    throw new JobFailed(error.kind, `in the race "${race.name}", ${error.message}`);
  }
}
