import type { CheckedRace, CheckResult } from '../json/check.ts';
import { colors, counted, duration, whole } from '../text/format.ts';
import { signs, verdictWords } from '../text/verdict.ts';

/** What a check found, for people: a line for each race, the first failure as a timeline, the sum. */
export function checkText(result: CheckResult): string {
  const { step, file, races, notAsked, picture } = result;
  const widest = Math.max(...races.map(({ name }) => name.length));
  const heading = `${colors.bold(file)}, judged as an attempt at step ${step}`;
  const lines = races.map((race) => raceLine(race, widest));
  if (notAsked.length > 0)
    lines.push(`- not asked, because step ${step} does not promise them: ${notAsked.join(', ')}`);
  const notes = [memoryNote(races), caveatNote(races)];
  return [heading, lines.join('\n'), ...notes, picture?.text, sumOf(result)]
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

/** What PostgreSQL may do in another order than was tried, a line for each statement. */
export function caveatNote(races: readonly CheckedRace[]): string | undefined {
  const caveats = new Set(races.flatMap(({ caveats = [] }) => caveats));
  return caveats.size === 0
    ? undefined
    : [...caveats].map((text) => `Not tried: ${text}.`).join('\n');
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

function sumOf({ verdict, races, durationMs }: CheckResult): string {
  const time = duration(durationMs);
  const failing = races.filter((race) => race.verdict === 'possible').length;
  if (verdict === 'green')
    return colors.green(
      `Green: ${counted(races.length, 'race')}, none of them can happen (${time}).`,
    );
  if (verdict === 'red')
    return colors.red(`Red: ${failing} of ${counted(races.length, 'race')} can happen (${time}).`);
  return colors.yellow(`Inconclusive: no order fails, but not all could be tried (${time}).`);
}
