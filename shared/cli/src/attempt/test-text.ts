import { stripVTControlCharacters } from 'node:util';
import type { TestResult } from '../json/test.ts';
import { colors, counted, duration, whole } from '../text/format.ts';
import { failureText, signs } from '../text/verdict.ts';
import { memoryNote, racesIn, searchNote } from './check-text.ts';
import { failsAlone } from './hint-for.ts';
import { failingTask, taskFailures, taskLines, tasksLine } from './tasks-text.ts';

/** What was found in an attempt, for people: the verdict first, then why, then what can be done next. */
export function testText(result: TestResult): string {
  const heading = `${colors.bold(result.file)}, judged as an attempt at step ${result.step}`;
  const note = result.verdict === 'green' ? memoryNote(result.races) : undefined;
  return [
    heading,
    verdictText(result),
    ...bodyOf(result),
    searchNote(result),
    note,
    nextText(result),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

/** `✗ Red: lost update, two instances can happen. (3.1 s)`, in one line; the time gives way where it is wider than `width`. */
export function verdictText(result: TestResult, width = Number.POSITIVE_INFINITY): string {
  const said = verdictSaid(result);
  const time = `(${duration(result.durationMs)})`;
  const isRoom = stripVTControlCharacters(said).length + 1 + time.length <= width;
  return isRoom ? `${said} ${colors.dim(time)}` : said;
}

function verdictSaid(result: TestResult): string {
  const { verdict, races, tasks, failing } = result;
  if (verdict === 'green') {
    const orders = races.reduce((sum, race) => sum + race.orders, 0);
    const runs = races.reduce((sum, race) => sum + race.runs, 0);
    const coverage = `all ${whole(orders)} orders, ${counted(runs, 'run')}${memoryNote(races) ? ' *' : ''}`;
    const none = `${counted(racesIn(races).length, 'race')} cannot happen: ${coverage}.`;
    return colors.green(`${signs.prevented} Green: ${none}`);
  }
  if (verdict === 'red' && failing === null) {
    const undone = failingTask(tasks);
    const what = `task ${undone?.number} is not done: ${undone?.name}.`;
    return colors.red(`${signs.possible} Red: ${what}`);
  }
  if (verdict === 'red') {
    const race = races.find(({ id }) => id === failing);
    const says = failureText(race?.name ?? '', failsAlone(result));
    return colors.red(`${signs.possible} Red: ${says}.`);
  }
  return colors.yellow(
    `${signs.inconclusive} Inconclusive: nothing fails, but not all orders could be tried.`,
  );
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

function nextText({ verdict, step, failing }: TestResult): string {
  if (verdict === 'green') return greenNext(step).join('\n');
  if (verdict === 'red' && failing === null)
    return `npx workbook lesson ${step}    shows the task in the lesson`;
  return `npx workbook hint ${step}    helps a little`;
}

/** What a learner may do with a green step. */
export function greenNext(step: string): string[] {
  return [
    `npx workbook diff ${step}     compares your code with the finished one, steps/${step}/src`,
    `npx workbook break ${step}    takes its protections out, one at a time`,
    'npx workbook next        asks what the next step will do, and runs it',
  ];
}
