import { type CourseStep, type Protection, promisedRaces } from '@workbook/course';
import { JobFailed, type JudgePool, withoutProtection } from '@workbook/judge';
import { ScriptError } from '@workbook/services';
import { type Job, searchRace } from '../judging/search-race.ts';

/** What the races of a step made of its finished code, one protection short. */
export interface MutantResult {
  readonly step: string;
  readonly protection: string;
  /**
   * `killed` by a race that came back, `survived` where none did, `equivalent` where none should;
   * or the kind of a failure, such as `endless`.
   */
  readonly verdict: string;
  /** The race that decided. */
  readonly race: string | null;
  /** An order of that race that fails. */
  readonly schedule: string | null;
  /** What that order breaks, why no race comes back, or why there is no verdict. */
  readonly says: string | null;
  /** Milliseconds. */
  readonly durationMs: number;
  /** What is not as the protection says; null when all is. */
  readonly surprise: string | null;
}

type Answer = Omit<MutantResult, 'step' | 'protection' | 'durationMs'>;

/** What judges a mutant: a pool of processes. */
export type MutantPool = Pick<JudgePool, 'judge' | 'replay'>;

type Needed = Extract<Protection, { races: readonly string[] }>;

/**
 * Takes a protection out of its step's finished code, and judges what is left by the first race that
 * is said to come back, in the order that the protection names, if it names one. What is said to be
 * equivalent is believed. With `everyRace`, all races that are said to come back are searched for, and
 * without a protection that is said to be equivalent, every race that the step promises is.
 * Throws a `ScriptError` when the protection does not fit the code any more.
 */
export async function judgeMutant(
  step: CourseStep,
  protection: Protection,
  course: readonly CourseStep[],
  pool: MutantPool,
  everyRace = false,
): Promise<MutantResult> {
  const startMs = performance.now();
  const answer = await answerFor(step, protection, course, pool, everyRace);
  const durationMs = Math.round(performance.now() - startMs);
  return { step: step.number, protection: protection.id, ...answer, durationMs };
}

async function answerFor(
  step: CourseStep,
  protection: Protection,
  course: readonly CourseStep[],
  pool: MutantPool,
  everyRace: boolean,
): Promise<Answer> {
  await using mutant = await withoutProtection(step, protection).catch(explainMisfit);
  const search = (race: string, stateless: boolean) =>
    searched(pool, { race, step: step.number, file: mutant.file }, stateless);
  if ('equivalent' in protection) {
    if (everyRace) {
      for (const { id } of promisedRaces(course, step)) {
        // One protection less puts nothing into memory where the step has nothing there.
        const answer = await search(id, step.stateless);
        if (answer.verdict !== 'survived')
          return { ...answer, surprise: `it is said to be equivalent, but ${id}: ${answer.says}` };
      }
    }
    const { equivalent: says } = protection;
    return { verdict: 'equivalent', race: null, schedule: null, says, surprise: null };
  }
  if (!everyRace && protection.schedule !== undefined)
    return await replayed(pool, step, protection, protection.schedule, mutant.file);
  const races = everyRace ? protection.races : protection.races.slice(0, 1);
  const answers: Answer[] = [];
  for (const race of races) answers.push(await search(race, false));
  const other = answers.find(({ verdict }) => verdict !== 'killed');
  if (other) return { ...other, surprise: `${other.race} does not come back: ${other.says}` };
  return answers[0] as Answer;
}

/** The protection is a file of the step's author: the message says what to repair. */
function explainMisfit(cause: unknown): never {
  throw cause instanceof TypeError ? new ScriptError(cause.message, { cause }) : cause;
}

async function searched(pool: MutantPool, job: Job, stateless: boolean): Promise<Answer> {
  const { race } = job;
  const found = await searchRace(pool, job, { stateless });
  if (found instanceof JobFailed) return failed(race, found);
  const { first, reason, run, possible } = found;
  if (first) return killed(race, first.text, first.violation);
  const says = reason ?? `it is prevented in ${possible} orders (${run} runs)`;
  const verdict = reason === undefined ? 'survived' : 'inconclusive';
  return { verdict, race, schedule: null, says, surprise: null };
}

async function replayed(
  pool: MutantPool,
  { number }: CourseStep,
  { id, races: [race = ''] }: Needed,
  schedule: string,
  file: string,
): Promise<Answer> {
  try {
    const { violation } = await pool.replay({ race, step: number, file, schedule });
    if (violation !== undefined) return killed(race, schedule, violation);
    const surprise = `${race} is not in ${schedule}: npx workbook break ${number} ${id} prints an order in which it is`;
    return { verdict: 'survived', race, schedule: null, says: null, surprise };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    const answer = failed(race, error);
    return { ...answer, surprise: `${race} cannot be judged: ${answer.says}` };
  }
}

function killed(race: string, schedule: string, violation = ''): Answer {
  return { verdict: 'killed', race, schedule, says: violation, surprise: null };
}

function failed(race: string, { kind, message }: JobFailed): Answer {
  return { verdict: kind, race, schedule: null, says: message, surprise: null };
}
