import { type CourseStep, loadCourse, type Race } from '@workbook/course';
import type { NextQuestion } from '../../src/attempt/prediction.ts';
import type { StepFacts } from '../../src/desk/facts.ts';
import type { CheckedRace } from '../../src/json/check.ts';
import type { TaskVerdict } from '../../src/json/task-verdict.ts';
import type { TestResult } from '../../src/json/test.ts';
import type { RaceStanding, Standing } from '../../src/judging/attempt-progress.ts';

const [step] = await loadCourse();

/** A question of the first step, by a text of its own. */
export const question: NextQuestion = {
  step: step as CourseStep,
  race: step?.races[0] as Race,
  text: 'Can a deposit be lost?',
  file: { path: '/accounts.ts', shown: 'accounts.ts' },
  why: 'Both read before either of them writes.',
};

/** One race of a result. */
export function checkedRace(
  name: string,
  verdict: CheckedRace['verdict'],
  more: Partial<CheckedRace> = {},
): CheckedRace {
  return {
    id: name.replaceAll(' ', '-'),
    name,
    nobodyOverlaps: false,
    verdict,
    complete: true,
    runs: 10,
    distinctRuns: 10,
    orders: 1000,
    impossibleOrders: 0,
    failingOrders: 0,
    failingDistinctRuns: 0,
    shortestFailingSchedule: null,
    violation: null,
    wrongAlone: false,
    notWritten: null,
    reason: null,
    memoryChanges: null,
    durationMs: 1,
    ...more,
  };
}

/** One task of a result. */
export function checkedTask(
  number: number,
  name: string,
  verdict: TaskVerdict['verdict'],
  why: string | null = null,
): TaskVerdict {
  return { number, name, verdict, why, notJudged: null, races: [], behaviours: [] };
}

/** What was found in an attempt at step 06. */
export function testResult(
  verdict: TestResult['verdict'],
  races: readonly CheckedRace[],
  more: Partial<TestResult> = {},
): TestResult {
  return {
    format: 1,
    environment: { node: '24' },
    step: '06',
    file: 'steps/06/attempt/accounts.ts',
    verdict,
    races,
    tasks: [],
    memory: null,
    failing: races.find((race) => race.verdict === 'possible')?.id ?? null,
    notRun: [],
    picture: null,
    durationMs: 3100,
    ...more,
  };
}

/** So many races of each standing, by names of their own. */
export function standings(counts: Partial<Record<Standing, number>>): readonly RaceStanding[] {
  return Object.entries(counts).flatMap(([standing, count]) =>
    Array.from({ length: count }, (_, i) => {
      const id = `${standing}-${i + 1}`;
      const race = { ...question.race, id, name: id.replace('-', ' ') };
      return { race, standing: standing as Standing };
    }),
  );
}

/** Step 06 as it would be with these races of its own. */
export const facts: StepFacts = {
  number: '06',
  last: '08',
  heading: 'Step 06: SELECT … FOR UPDATE',
  attempt: 'steps/06/attempt',
  expectedRed: 4,
  ownRaces: ['possible-1', 'prevented-1', 'tried-1', 'waiting-1'],
  open: ['paused client'],
  reopened: ['changes in turn'],
};
