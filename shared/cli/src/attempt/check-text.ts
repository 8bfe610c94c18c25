import type { CheckedRace, CheckResult } from '../json/check.ts';
import { colors, counted, duration, whole } from '../text/format.ts';
import { signs } from '../text/signs.ts';

/** What a check found, for people: a line for each race, the first failure as a timeline, the sum. */
export function checkText(result: CheckResult): string {
  const { step, file, races, notAsked, picture } = result;
  const widest = Math.max(...races.map(({ name }) => name.length));
  const heading = `${colors.bold(file)}, judged as an attempt at step ${step}`;
  const lines = races.map((race) => raceLine(race, widest));
  if (notAsked.length > 0)
    lines.push(`- not asked, because step ${step} does not promise them: ${notAsked.join(', ')}`);
  return [heading, lines.join('\n'), memoryNote(races), picture?.text, sumOf(result)]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * What a verdict does not cover: where there are too many orders to run them all, those that the
 * storage cannot tell apart are run once. Undefined when nothing is left out.
 */
export function memoryNote(races: readonly CheckedRace[]): string | undefined {
  const limits = races.flatMap(({ memoryChanges }) => memoryChanges ?? []);
  if (limits.length === 0) return undefined;
  return `* orders that the storage cannot tell apart were run once; for what clients may share in memory, all that change the client up to ${counted(Math.min(...limits), 'time')}`;
}

const paints = { prevented: colors.green, possible: colors.red, inconclusive: colors.yellow };

function raceLine(race: CheckedRace, widest: number): string {
  const verdict = `${signs[race.verdict]} ${race.name.padEnd(widest)}  ${race.verdict}`;
  return `${paints[race.verdict](verdict)}  ${colors.dim(detail(race))}`;
}

function detail(race: CheckedRace): string {
  const { verdict, orders, runs, shortestFailingSchedule, reason, memoryChanges } = race;
  if (verdict === 'prevented')
    return `in all ${whole(orders)} orders (${counted(runs, 'run')})${memoryChanges === null ? '' : ' *'}`;
  if (verdict === 'possible') return `${shortestFailingSchedule} (found in run ${whole(runs)})`;
  return reason ?? '';
}

function sumOf({ verdict, races, durationMs }: CheckResult): string {
  const time = duration(durationMs);
  const failing = races.filter((race) => race.verdict === 'possible').length;
  if (verdict === 'green')
    return colors.green(`Green: ${counted(races.length, 'race')}, all prevented (${time}).`);
  if (verdict === 'red')
    return colors.red(`Red: ${failing} of ${counted(races.length, 'race')} possible (${time}).`);
  return colors.yellow(`Inconclusive: no order fails, but not all could be tried (${time}).`);
}
