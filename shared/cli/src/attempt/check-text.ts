import type { CheckedRace, CheckResult } from '../json/check.ts';
import { colors, counted, duration, whole } from '../text/format.ts';
import { signs, verdictWords } from '../text/verdict.ts';
import { tasksText } from './tasks-text.ts';

/** What a check found, for people: a line for each race, the first failure as a timeline, the sum. */
export function checkText(result: CheckResult): string {
  const { step, file, races, tasks, notAsked, picture } = result;
  const widest = Math.max(...races.map(({ name }) => name.length));
  const heading = `${colors.bold(file)}, judged as an attempt at step ${step}`;
  const lines = races.map((race) => raceLine(race, widest));
  if (notAsked.length > 0)
    lines.push(`- not asked, because step ${step} does not promise them: ${notAsked.join(', ')}`);
  const done = tasks.length > 0 ? `The tasks of the lesson:\n${tasksText(tasks)}` : undefined;
  return [heading, lines.join('\n'), memoryNote(races), picture?.text, done, sumOf(result)]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * What a verdict does not cover, where there are too many orders to run them all. Undefined when
 * nothing is left out.
 */
export function memoryNote(races: readonly CheckedRace[]): string | undefined {
  const limits = races.flatMap(({ memoryChanges }) => memoryChanges ?? []);
  if (limits.length === 0) return undefined;
  const switches = counted(Math.min(...limits), 'switch', 'switches');
  return `* Orders that differ only in memory were run once. If your code keeps state in memory, only orders with up to ${switches} between clients were tried.`;
}

const paints = { prevented: colors.green, possible: colors.red, inconclusive: colors.yellow };

function raceLine(race: CheckedRace, widest: number): string {
  const verdict = `${signs[race.verdict]} ${race.name.padEnd(widest)}  ${verdictWords[race.verdict]}`;
  return `${paints[race.verdict](verdict)}  ${colors.dim(detail(race))}`;
}

function detail(race: CheckedRace): string {
  const { verdict, orders, runs, shortestFailingSchedule, reason, memoryChanges } = race;
  if (verdict === 'prevented') {
    const star = memoryChanges === null ? '' : ' *';
    if (orders === 1) return `in the only order${star}`;
    return `in all ${whole(orders)} orders (${counted(runs, 'run')})${star}`;
  }
  if (verdict === 'possible') return `${shortestFailingSchedule} (found in run ${whole(runs)})`;
  return reason ?? '';
}

function sumOf({ verdict, races, tasks, durationMs }: CheckResult): string {
  const time = duration(durationMs);
  const failing = races.filter((race) => race.verdict === 'possible').length;
  if (verdict === 'green')
    return colors.green(
      `Green: ${counted(races.length, 'race')}, none of them can happen (${time}).`,
    );
  if (verdict === 'red') {
    const asked = counted(races.length, 'race');
    if (failing > 0) return colors.red(`Red: ${failing} of ${asked} can happen (${time}).`);
    const undone = tasks.filter((task) => task.verdict === 'fails').length;
    const done = `${undone} of ${counted(tasks.length, 'task')} ${undone === 1 ? 'is' : 'are'} not done`;
    return colors.red(`Red: ${done}, although none of ${asked} can happen (${time}).`);
  }
  return colors.yellow(`Inconclusive: no order fails, but not all could be tried (${time}).`);
}
