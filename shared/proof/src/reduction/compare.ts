import { type CourseStep, type Race } from '@workbook/course';
import { JobFailed, type JudgePool } from '@workbook/judge';
import { ScriptError } from '@workbook/services';

/** How many orders are run without reduction. */
export interface Bounds {
  /** A race that has no more orders than this is run in all of them. */
  readonly whole: number;
  /** Any other is run in this many, those that change the client least often first. */
  readonly first: number;
}

/** A race on a step, searched with reduction and without. */
export interface Comparison {
  readonly step: string;
  readonly race: string;
  /** How many orders there are, by the search with reduction. */
  readonly orders: number;
  /** How many runs that search made of them. */
  readonly reducedRuns: number;
  /** How many orders were run without reduction. */
  readonly fullRuns: number;
  /** Whether these were all. */
  readonly whole: boolean;
  /** How many different outcomes the search with reduction has found. */
  readonly outcomes: number;
  /** Milliseconds. */
  readonly durationMs: number;
  /** In what the two searches differ; null when they agree. */
  readonly difference: string | null;
}

/** No race of the course has this many runs with reduction: all of them are made. */
const allRuns = 100_000;

/**
 * Searches `race` on the finished code of `step` with reduction, then with waits told apart, once more with every branch
 * executed, and at last without reduction. Throws a `ScriptError` when the race cannot be judged.
 */
export async function compare(
  race: Race,
  step: CourseStep,
  pool: Pick<JudgePool, 'judge'>,
  bounds: Bounds,
): Promise<Comparison> {
  const startMs = performance.now();
  const job = { race: race.id, step: step.number, file: step.file };
  const search = async (options: Parameters<JudgePool['judge']>[0]['options']) =>
    (await pool.judge({ ...job, options })).exploration;
  try {
    const reduced = await search({ enoughRuns: allRuns });
    const apart = await search({ enoughRuns: allRuns, tellsWaitsApart: true });
    const executed = await search({ enoughRuns: allRuns, executesAll: true });
    const whole = reduced.possible <= bounds.whole;
    const maxRuns = whole ? bounds.whole + 1 : bounds.first;
    const full = await search({ reduction: 'none', maxRuns, enoughRuns: maxRuns });
    return {
      step: step.number,
      race: race.id,
      orders: reduced.possible,
      reducedRuns: reduced.run,
      fullRuns: full.run,
      whole,
      outcomes: reduced.outcomes.length,
      durationMs: Math.round(performance.now() - startMs),
      difference:
        disagreementOf(executed, apart) ??
        disagreementOfTurns(apart, reduced) ??
        (whole ? differenceOf(full, reduced) : excessOf(full, reduced)),
    };
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    throw new ScriptError(`${race.id} on step ${step.number} cannot be judged: ${error.message}`, {
      cause: error,
    });
  }
}

type Exploration = Awaited<ReturnType<JudgePool['judge']>>['exploration'];

/**
 * That branches are put off, and that a run is judged as if its requests had been sent at other times, must make no
 * difference in anything that is found or counted, but for how many runs that takes.
 */
export function disagreementOf(executed: Exploration, reduced: Exploration): string | null {
  const unlike = firstUnlike(executed, reduced, ['run']);
  if (!unlike) return null;
  const [name, value, known] = unlike;
  return `with every branch executed, ${name} is ${value}, and ${known} where some were put off`;
}

/**
 * That clients have rows in turn, and need not be run where one waits for them, must make no difference but for how many
 * runs show the same, and which of them is the easiest to read. What is not known of one that waits is said only there.
 */
export function disagreementOfTurns(apart: Exploration, reduced: Exploration): string | null {
  const ofRuns = ['run', 'distinct', 'failingDistinct', 'firstChanges', 'caveats'];
  const unlike = firstUnlike(apart, reduced, ofRuns);
  if (!unlike) return null;
  const [name, value, known] = unlike;
  return `with waits told apart, ${name} is ${value}, and ${known} where clients take turns`;
}

/** The first of what two searches found in which they differ, but for these: its name, and what it is by each. */
function firstUnlike(one: Exploration, other: Exploration, unequal: readonly string[]) {
  const told = ({ first, ...rest }: Exploration) =>
    Object.entries({ ...rest, firstChanges: first && changesIn(first) })
      .filter(([name]) => !unequal.includes(name))
      .map(([name, value]) => [name, JSON.stringify(value)] as const);
  const known = new Map(told(other));
  const unlike = told(one).find(([name, value]) => known.get(name) !== value);
  return unlike && ([...unlike, known.get(unlike[0])] as const);
}

/** How often a run goes on with another client: of several that are as easy to read, any may be shown. */
function changesIn({ schedule }: NonNullable<Exploration['first']>): number {
  return schedule.filter(({ client }, i) => i > 0 && client !== schedule[i - 1]?.client).length;
}

/** All orders were run: both must have found the same outcomes, and the same number of orders. */
export function differenceOf(full: Exploration, reduced: Exploration): string | null {
  const lost = excessOf(full, reduced);
  if (lost) return lost;
  const [more] = without(reduced.outcomes, full.outcomes);
  if (more !== undefined) return `no order ends as reduction says: ${more}`;
  if (full.run !== reduced.possible)
    return `there are ${full.run} orders, and ${reduced.possible} by reduction`;
  if (full.failing !== reduced.failing)
    return `${full.failing} orders fail, and ${reduced.failing} by reduction`;
  return null;
}

/** Some orders were run: none may end in a way that reduction has not found. */
export function excessOf(full: Exploration, reduced: Exploration): string | null {
  const [lost] = without(full.outcomes, reduced.outcomes);
  return lost === undefined ? null : `reduction has lost an outcome: ${lost}`;
}

function without(some: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return some.filter((outcome) => !known.has(outcome));
}
