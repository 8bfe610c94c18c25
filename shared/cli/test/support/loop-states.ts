import { type CourseStep, loadCourse, type Race } from '@workbook/course';
import type { NextQuestion } from '../../src/attempt/prediction.ts';
import type { CheckedRace } from '../../src/json/check.ts';
import type { TaskVerdict } from '../../src/json/task-verdict.ts';
import type { TestResult } from '../../src/json/test.ts';

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
    failing: races.find((race) => race.verdict === 'possible')?.id ?? null,
    notRun: [],
    picture: null,
    durationMs: 3100,
    ...more,
  };
}
