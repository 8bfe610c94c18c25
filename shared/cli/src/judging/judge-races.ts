import { type CourseStep, type Race } from '@workbook/course';
import { JobFailed, type JudgeOptions, type JudgePool, type Report } from '@workbook/judge';

/** What a judge said of one race: its report, or why it cannot say anything. */
export interface RaceResult {
  readonly race: Race;
  readonly report?: Report;
  /** The code does not do the same thing twice: neither good nor bad, but no verdict. */
  readonly refusal?: JobFailed;
}

/** Code that is judged as code of `step`. */
export interface JudgedCode {
  readonly step: Pick<CourseStep, 'number'>;
  /** Absolute. */
  readonly file: string;
  /** A hash of the code: judges forget what they know of another version. */
  readonly version?: string;
}

/** What bounds a search, besides the first order that fails. */
export type Bounds = Pick<JudgeOptions, 'stateless' | 'maxRuns' | 'goOnFrom'>;

/** How races are judged. */
export interface JudgingOptions {
  /** What bounds the search of each race. */
  readonly boundsOf?: (race: Race) => Bounds;
  /** How long a race is likely to take, in any unit: the longest begin first, so that none is waited for alone. */
  readonly lengthOf?: (race: Race) => number;
  /** Stops the races that come after one that fails: only the first failure is wanted. */
  readonly untilOneFails?: boolean;
  readonly onProgress?: (progress: RaceProgress) => void;
  /** Stops all of them: `judgeRaces` then throws a `JobFailed` of the kind `stopped`. */
  readonly signal?: AbortSignal;
}

export interface RaceProgress {
  /** How many races have a result. */
  readonly done: number;
  /** The name of the race that something is heard of. */
  readonly race: string;
  /** Its runs so far; those of a search that this one goes on from are not among them. */
  readonly runs: number;
  /** What was found of it, when it has come to its end. */
  readonly result?: RaceResult;
}

type Judges = Pick<JudgePool, 'judge'>;

/**
 * Judges code by all of `races` side by side, each up to the first order that fails. Returns the
 * results in the order of `races`, without those that were stopped.
 *
 * A race that stops the others stops only those after it: which race is the first to say no does not
 * depend on which judge was faster. For the same reason an error waits for the races before it.
 *
 * Throws the `JobFailed` of the first race that cannot be judged, which names the race, unless a race
 * before it fails: then `untilOneFails` asks for no more, and a race that cannot even begin has no verdict.
 */
export async function judgeRaces(
  races: readonly Race[],
  code: JudgedCode,
  judges: Judges,
  { boundsOf, lengthOf, untilOneFails = false, onProgress = () => {}, signal }: JudgingOptions = {},
): Promise<readonly RaceResult[]> {
  const stops = races.map(() => new AbortController());
  const stopFrom = (first: number) => {
    for (const stop of stops.slice(first)) stop.abort();
  };
  const stopAll = () => stopFrom(0);
  signal?.addEventListener('abort', stopAll);
  if (signal?.aborted) stopAll();

  const results: RaceResult[] = [];
  const errors: unknown[] = [];
  let done = 0;
  const judge = async (race: Race, i: number) => {
    const tell = (runs: number) => onProgress({ done, race: race.name, runs });
    try {
      const result = await resultOf(race, code, judges, boundsOf?.(race), tell, stops[i]?.signal);
      results[i] = result;
      done += 1;
      const runs = runsBeyond(result.report?.exploration.run ?? 0, boundsOf?.(race));
      onProgress({ done, race: race.name, runs, result });
      if (untilOneFails && fails(result)) stopFrom(i + 1);
    } catch (error) {
      if (isStopped(error) && !signal?.aborted) return;
      errors[i] = error;
      // A race before it may still fail, and then every other one is wanted, as far as it goes.
      if (untilOneFails || i === 0 || !cannotBegin(error)) stopFrom(i + 1);
    }
  };
  const begun = [...races.entries()];
  if (lengthOf) begun.sort(([, a], [, b]) => lengthOf(b) - lengthOf(a));
  await Promise.all(begun.map(([i, race]) => judge(race, i))).finally(() =>
    signal?.removeEventListener('abort', stopAll),
  );

  const firstFailing = results.findIndex(fails);
  const isSettled = (i: number) => firstFailing >= 0 && firstFailing < i;
  for (const [i, error] of errors.entries()) {
    if (error === undefined || (untilOneFails && isSettled(i))) continue;
    const race = races[i];
    if (!race || !isSettled(i) || !cannotBegin(error)) throw error;
    results[i] = { race, refusal: error };
  }
  // Where a race was stopped there is a hole.
  return results.filter(Boolean);
}

/**
 * As `judgeRaces`, by one race. Throws `JobFailed`, also where the code does not do the same thing
 * twice.
 */
export async function judgeRace(race: Race, code: JudgedCode, judges: Judges): Promise<Report> {
  const [result] = await judgeRaces([race], code, judges);
  if (result?.report) return result.report;
  throw result?.refusal ?? new TypeError(`the race ${race.id} was not judged`);
}

/** Whether some order breaks the race. */
export const fails = (result?: RaceResult) => result?.report?.exploration.verdict === 'possible';

/** Whether what fails is no race: in the order that fails, no two requests overlap. */
export const isWrongAlone = (result?: RaceResult) =>
  result?.report?.exploration.first?.detail.wrong?.isAlone ?? false;

/** Whether every order was covered, and none breaks the race. */
export const passes = (result?: RaceResult) => result?.report?.exploration.verdict === 'prevented';

async function resultOf(
  race: Race,
  { step, file, version }: JudgedCode,
  judges: Judges,
  bounds: Bounds | undefined,
  onRuns: (runs: number) => void,
  signal: AbortSignal | undefined,
): Promise<RaceResult> {
  const options = { stopAtFirst: true, ...bounds };
  const job = { race: race.id, step: step.number, file, version, options };
  try {
    return {
      race,
      report: await judges.judge(job, ({ run }) => onRuns(runsBeyond(run, bounds)), signal),
    };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    if (error.kind === 'not-reproducible') return { race, refusal: error };
    if (error.kind === 'cannot-load' || error.kind === 'stopped') throw error;
    throw new JobFailed(error.kind, `in the race "${race.name}", ${error.message}`);
  }
}

/** How many of a search's runs were made since the one that it goes on from. */
function runsBeyond(runs: number, bounds: Bounds | undefined): number {
  return Math.max(0, runs - (bounds?.goOnFrom?.run ?? 0));
}

/** The code does not do what comes before the race: where a race before has failed, that is no news. */
const cannotBegin = (error: unknown): error is JobFailed =>
  error instanceof JobFailed && error.kind === 'set-up-failed';

const isStopped = (error: unknown) => error instanceof JobFailed && error.kind === 'stopped';
