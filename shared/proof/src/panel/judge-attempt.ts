import { type CourseStep, findRace, judgedRaces, loadTasks, type Race } from '@workbook/course';
import { JobFailed, type JudgePool, timeline, timelineText } from '@workbook/judge';
import { searchRace } from '../judging/search-race.ts';
import type { Attempt, Because } from './attempts.ts';

/** What the judge said of an attempt, and whether that is what its author expected. */
export interface AttemptResult {
  readonly step: string;
  readonly attempt: string;
  /** `green`, `red`, `inconclusive`, or the kind of a failure, such as `endless`. */
  readonly verdict: string;
  /** The race, or the behaviour, that decided: the first failing one. */
  readonly race: string | null;
  /** The shortest schedule of that race that fails. */
  readonly schedule: string | null;
  /** Milliseconds. */
  readonly durationMs: number;
  /** What that schedule or the behaviour breaks, or why there is no verdict. */
  readonly says: string | null;
  /** The failure as a timeline. */
  readonly picture: string | null;
  /** What is not as the attempt's author says; null when all is. */
  readonly surprise: string | null;
}

interface Verdict
  extends Pick<AttemptResult, 'verdict' | 'race' | 'schedule' | 'says' | 'picture'> {
  /** What the timeline says, one line for each operation and answer, so that a pattern finds it. */
  readonly said: string | null;
}

type Answer = Verdict & Pick<AttemptResult, 'surprise'>;

/** What judges a race: a pool of processes. */
export type Pool = Pick<JudgePool, 'judge'>;

/** What also looks at behaviours. */
export type PanelPool = Pool & Pick<JudgePool, 'behave'>;

const green: Verdict = {
  verdict: 'green',
  race: null,
  schedule: null,
  says: null,
  picture: null,
  said: null,
};

/** How many runs of a race a right attempt has to pass when there is no time for all of them. */
export const quickRuns = 4;

/** Every second race, and for another attempt the other ones: then there is no time for all races, either. */
function halfOf(races: readonly Race[], { name }: Attempt): readonly Race[] {
  return races.filter((_, i) => (i + name.length) % 2 === 0);
}

/**
 * Judges a right attempt by everything that its step promises and its tasks ask for, and a wrong one by the races and
 * behaviours that its author names: each race up to the first order that fails. When `quick`, a right attempt is assumed
 * to keep no more in memory than its step does, and has to pass `quickRuns` of every second race: what has
 * more is inconclusive, and that is not a surprise.
 */
export async function judgeAttempt(
  attempt: Attempt,
  course: readonly CourseStep[],
  pool: PanelPool,
  quick = false,
): Promise<AttemptResult> {
  const startMs = performance.now();
  const { because, step, name } = attempt;
  const { said: _, ...answer } = because
    ? await judgeWrong(attempt, because, course, pool)
    : await judgeRight(attempt, course, pool, quick);
  const durationMs = Math.round(performance.now() - startMs);
  return { step, attempt: name, ...answer, durationMs };
}

async function judgeRight(
  attempt: Attempt,
  course: readonly CourseStep[],
  pool: PanelPool,
  quick: boolean,
): Promise<Answer> {
  const { stateless = false } = course.find(({ number }) => number === attempt.step) ?? {};
  const limits = quick ? { maxRuns: quickRuns, stateless } : {};
  const promised = promisedBy(course, attempt.step);
  const races = quick ? halfOf(promised, attempt) : promised;
  const verdicts = await Promise.all(races.map((race) => verdictOf(race, attempt, pool, limits)));
  const expected = quick ? ['green', 'inconclusive'] : ['green'];
  const other = verdicts.find(({ verdict }) => !expected.includes(verdict));
  if (other) return { ...other, surprise: `it is right, but ${other.race} says: ${other.says}` };
  const surprise = await misbehaviour(attempt, course, pool);
  if (surprise !== null) return { ...green, verdict: 'red', says: surprise, surprise };
  return { ...(verdicts.find(({ verdict }) => verdict !== 'green') ?? green), surprise: null };
}

/** What a right attempt does not do although a task of its step asks for it; null when it does all. */
async function misbehaviour(
  { step, file }: Attempt,
  course: readonly CourseStep[],
  pool: PanelPool,
): Promise<string | null> {
  for (const behaviour of await behavioursAskedAt(course, step)) {
    const finding = await pool.behave({ step, file, behaviour });
    if (finding.verdict === 'fails') return `it is right, but ${behaviour} says: ${finding.why}`;
  }
  return null;
}

/** The behaviours that the tasks of a step ask for. */
async function behavioursAskedAt(
  course: readonly CourseStep[],
  number: string,
): Promise<readonly string[]> {
  const step = course.find((one) => one.number === number);
  const tasks = step ? await loadTasks(step) : [];
  return [...new Set(tasks.flatMap(({ behaviours }) => behaviours))];
}

async function judgeWrong(
  attempt: Attempt,
  { races, behaviours, shows, failure: expected = 'red' }: Because,
  course: readonly CourseStep[],
  pool: PanelPool,
): Promise<Answer> {
  const promised = promisedBy(course, attempt.step);
  const asked = await behavioursAskedAt(course, attempt.step);
  const excess =
    races.find((id) => !promised.some((race) => race.id === id)) ??
    behaviours.find((id) => !asked.includes(id));
  if (excess) return { ...green, surprise: `step ${attempt.step} does not promise ${excess}` };
  const verdicts = await Promise.all([
    ...races.map((id) => verdictOf(findRace(course, id) as Race, attempt, pool)),
    ...behaviours.map((id) => verdictOfBehaviour(id, attempt, pool)),
  ]);
  const other = verdicts.find(({ verdict }) => verdict !== expected);
  if (other) {
    const says = other.says === null ? '' : `: ${other.says}`;
    return { ...other, surprise: `${other.race} is ${other.verdict}, not ${expected}${says}` };
  }
  const [first] = verdicts as [Verdict];
  // There is no timeline of what could not be judged: the sentence takes its place.
  const shown = first.said ?? first.says ?? '';
  const missing = shows.find((pattern) => !pattern.test(shown));
  return { ...first, surprise: missing ? `the timeline does not show ${missing}` : null };
}

/** The behaviour stands in the place of a race: it fails in no order, and has no timeline. */
async function verdictOfBehaviour(
  behaviour: string,
  { step, file }: Attempt,
  pool: PanelPool,
): Promise<Verdict> {
  const finding = await pool.behave({ step, file, behaviour });
  const verdict = ({ holds: 'green', fails: 'red', open: 'inconclusive' } as const)[
    finding.verdict
  ];
  return { ...green, verdict, race: behaviour, says: 'why' in finding ? finding.why : null };
}

function promisedBy(course: readonly CourseStep[], number: string): readonly Race[] {
  const step = course.find((one) => one.number === number);
  return step ? judgedRaces(course, step) : [];
}

async function verdictOf(
  race: Race,
  { step, file }: Attempt,
  pool: Pool,
  limits?: Parameters<typeof searchRace>[2],
): Promise<Verdict> {
  const found = await searchRace(pool, { race: race.id, step, file }, limits);
  if (found instanceof JobFailed)
    return { ...green, race: race.id, verdict: found.kind, says: found.message };
  const { verdict, first, reason = '' } = found;
  if (verdict === 'inconclusive') return { ...green, race: race.id, verdict, says: reason };
  if (!first) return { ...green, race: race.id };
  const parts = timeline(race, first);
  return {
    verdict: 'red',
    race: race.id,
    schedule: first.text,
    says: first.violation ?? null,
    picture: timelineText(parts),
    said: [parts.heading, ...parts.lines.map(({ caption }) => caption)].join('\n'),
  };
}
