import type { CourseStep } from '@workbook/course';
import type { TestResult } from '../json/test.ts';
import { colors, counted, duration, whole, wrapped } from '../text/format.ts';
import { failureText, signs } from '../text/verdict.ts';
import { memoryNote, racesIn, searchNote } from './check-text.ts';
import { failsAlone } from './hint-for.ts';
import { failingTask, taskFailures, taskLines, tasksLine } from './tasks-text.ts';

/**
 * What was found in an attempt at a step of `course`, for people: the verdict first, then why, then what can be done next.
 */
export function testText(course: readonly CourseStep[], result: TestResult): string {
  const isLast = result.step === course.at(-1)?.number;
  const heading = `${colors.bold(result.file)}, judged as an attempt at step ${result.step}`;
  const note = result.verdict === 'green' ? memoryNote(result.races) : undefined;
  return [
    heading,
    verdictText(result),
    ...bodyOf(result),
    ...[searchNote(result), note].map((one) => one && wrapped(one).join('\n')),
    nextText(result, isLast),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

/**
 * `✗ Red: lost update, two instances can happen. (3.1 s)`, in one line. Where it is wider than `width`, the time gives
 * way, and then what is said below as well.
 */
export function verdictText(result: TestResult, width = Number.POSITIVE_INFINITY): string {
  const { paint, sign, words } = verdictSaid(result);
  const time = `(${duration(result.durationMs)})`;
  const [said = ''] = words;
  if (`${sign} ${said} ${time}`.length <= width)
    return `${paint(`${sign} ${said}`)} ${colors.dim(time)}`;
  const fitting = words.find((one) => `${sign} ${one}`.length <= width);
  return paint(`${sign} ${fitting ?? words.at(-1)}`);
}

interface Said {
  readonly paint: (text: string) => string;
  readonly sign: string;
  /** The same, shorter each time. */
  readonly words: readonly string[];
}

function verdictSaid(result: TestResult): Said {
  const { verdict, races, tasks, failing } = result;
  if (verdict === 'green') {
    const orders = races.reduce((sum, race) => sum + race.orders, 0);
    const runs = races.reduce((sum, race) => sum + race.runs, 0);
    const note = memoryNote(races) ? ' *' : '';
    const none = `Green: ${counted(racesIn(races).length, 'race')} cannot happen`;
    const words = [
      `${none}: all ${whole(orders)} orders, ${counted(runs, 'run')}${note}.`,
      `${none}${note}.`,
      `Green${note}`,
    ];
    return { paint: colors.green, sign: signs.prevented, words };
  }
  if (verdict === 'red') {
    const words = [...redWords(races, tasks, failing, failsAlone(result)), 'Red'];
    return { paint: colors.red, sign: signs.possible, words };
  }
  return {
    paint: colors.yellow,
    sign: signs.inconclusive,
    words: ['Inconclusive: nothing fails, but not all orders could be tried.', 'Inconclusive'],
  };
}

function redWords(
  races: TestResult['races'],
  tasks: TestResult['tasks'],
  failing: string | null,
  alone: boolean,
): string[] {
  if (failing === null) {
    const undone = failingTask(tasks);
    const what = `Red: task ${undone?.number} is not done`;
    return [`${what}: ${undone?.name}.`, `${what}.`];
  }
  const race = races.find(({ id }) => id === failing);
  const short = alone ? 'wrong with one request at a time' : 'a race can happen';
  return [`Red: ${failureText(race?.name ?? '', alone)}.`, `Red: ${short}.`];
}

/**
 * The tasks, and the run that fails, or what is not done, or the reasons why there is no verdict. Lines
 * of the tasks fit into `width` characters.
 */
export function bodyOf({ picture, races, tasks, verdict }: TestResult, width = 80): string[] {
  if (tasks.length > 0 && verdict === 'green') return [taskLines(tasks).join('\n')];
  const line = tasks.length > 0 ? [tasksLine(tasks, width)] : [];
  if (picture) return [...line, picture.text];
  const open = races.filter((race) => race.verdict === 'inconclusive');
  const reasons = open.map(({ name, reason }) => `${name}: ${reason}`);
  return [...line, ...taskFailures(tasks, width), ...reasons];
}

function nextText({ verdict, step, failing }: TestResult, isLast: boolean): string {
  if (verdict === 'green') return greenNext(step, isLast).join('\n');
  if (verdict === 'red' && failing === null)
    return `npx workbook lesson ${step}    shows the task in the lesson`;
  return `npx workbook hint ${step}    helps a little`;
}

/** What a learner may do with a green step. */
function greenNext(step: string, isLast: boolean): string[] {
  return [
    `npx workbook diff ${step}     compares your code with the finished one, steps/${step}/src`,
    `npx workbook break ${step}    takes its protections out, one at a time`,
    isLast
      ? 'npx workbook next        looks back on the whole course'
      : 'npx workbook next        asks what the next step will do, and runs it',
  ];
}
