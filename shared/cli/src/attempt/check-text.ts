import type { CheckedRace, CheckResult } from '../json/check.ts';
import { colors, counted, duration, whole, wrapped } from '../text/format.ts';
import { signs, verdictWords } from '../text/verdict.ts';
import { shortenPaths } from '../usage/problems.ts';
import { tasksText } from './tasks-text.ts';

/**
 * What a check found, for people: a line for each race, the first failure as a timeline, the sum; in lines of at most
 * `width` characters.
 */
export function checkText(result: CheckResult, width = 80): string {
  const { step, file, races, tasks, notAsked, picture } = result;
  const shown = withOneThatCannotBegin(inOneLine(races));
  const wrap = (text: string) => wrapped(text, width).join('\n');
  const heading = `${colors.bold(file)}, judged as an attempt at step ${step}`;
  const lines = raceLines(shown, width);
  if (notAsked.length > 0) {
    const asked = `not asked, because step ${step} does not promise them: ${notAsked.join(', ')}`;
    lines.push(`- ${wrapped(asked, width - 2).join('\n  ')}`);
  }
  const done = tasks.length > 0 ? `The tasks of the lesson:\n${tasksText(tasks)}` : undefined;
  const notes = [searchNote(result), memoryNote(races), caveatNote(races)];
  const said = notes.map((note) => note?.split('\n').map(wrap).join('\n'));
  return [heading, lines.join('\n'), ...said, picture?.text, done, sumOf(result, wrap)]
    .filter(Boolean)
    .join('\n\n');
}

/** Of green code: that it was not searched for what it keeps in memory, or why it was. */
export function searchNote({ verdict, memory }: Pick<CheckResult, 'verdict' | 'memory'>) {
  if (verdict !== 'green' || !memory) return undefined;
  return memory.searched
    ? `Searched for what it may keep in memory (${memory.place}: ${memory.why}).`
    : 'The code evidently keeps nothing in memory, so orders that differ in nothing else were left out.';
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

/** What all steps promise of requests that do not overlap is one line, but for what goes wrong there. */
export function inOneLine(races: readonly CheckedRace[]): readonly CheckedRace[] {
  const alike = races.filter((race) => race.nobodyOverlaps && race.verdict === 'prevented');
  const [first] = alike;
  if (!first || alike.length === 1) return races;
  const sum = (of: 'orders' | 'runs') => alike.reduce((total, race) => total + race[of], 0);
  const name = alike.some(({ name }) => name.includes(' before '))
    ? 'each request alone, and races one client after the other'
    : 'each request alone';
  return races.flatMap((race) => {
    if (race === first) return [{ ...first, name, orders: sum('orders'), runs: sum('runs') }];
    return alike.includes(race) ? [] : [race];
  });
}

/** Races that cannot begin, all for the same reason, are one line. */
function withOneThatCannotBegin(races: readonly CheckedRace[]): readonly CheckedRace[] {
  const why = ({ name, runs, reason }: CheckedRace) =>
    runs === 0 ? reason?.replace(`in the race "${name}", `, '') : undefined;
  return races.flatMap((race, i) => {
    const reason = why(race);
    if (reason === undefined) return [race];
    if (races.findIndex((one) => why(one) === reason) < i) return [];
    const more = races.filter((one) => why(one) === reason).length - 1;
    return [{ ...race, name: more > 0 ? `${race.name}, and ${more} more` : race.name, reason }];
  });
}

/** What is a race among what was judged. */
export const racesIn = (judged: readonly CheckedRace[]) =>
  judged.filter((race) => !race.nobodyOverlaps);

const promiseWords = { ...verdictWords, prevented: 'cannot go wrong', possible: 'goes wrong' };

/** What PostgreSQL may do in another order than was tried, a line for each statement, whatever its values. */
export function caveatNote(races: readonly CheckedRace[]): string | undefined {
  const caveats = new Set(
    races.flatMap(({ caveats = [] }) => caveats.map((text) => shortenPaths(text))),
  );
  const byShape = Map.groupBy(caveats, (text) => text.replace(/'[^']*'|\b\d+(?:\.\d+)?\b/g, '#'));
  const lines = [...byShape.values()].map(([text, ...alike]) => {
    const more = alike.length === 0 ? '' : ` (and ${alike.length} more with other values)`;
    return `Not tried: ${text}${more}.`;
  });
  return lines.length === 0 ? undefined : lines.join('\n');
}

const paints = { prevented: colors.green, possible: colors.red, inconclusive: colors.yellow };

/** A line each; what there is no room for beside a race stands below it. */
function raceLines(races: readonly CheckedRace[], width: number): string[] {
  const room = (race: CheckedRace) =>
    width - '✓ '.length - `  ${wordsOf(race)}  ${detail(race)}`.length;
  const fitting = races.filter((race) => race.name.length <= room(race));
  const widest = Math.max(0, ...fitting.map(({ name }) => name.length));
  return races.map((race) => {
    const paint = paints[race.verdict];
    const isBeside = Math.max(widest, race.name.length) <= room(race);
    const name = isBeside ? race.name.padEnd(widest) : race.name;
    const verdict = `${signs[race.verdict]} ${name}  ${wordsOf(race)}`;
    if (isBeside) return `${paint(verdict)}  ${colors.dim(detail(race))}`;
    const below = wrapped(detail(race), width - 4).map((line) => `    ${colors.dim(line)}`);
    const lines = wrapped(verdict, width).map((line, i) => paint(i === 0 ? line : `  ${line}`));
    return [...lines, ...below].join('\n');
  });
}

function wordsOf({ nobodyOverlaps, wrongAlone, verdict }: CheckedRace): string {
  return (nobodyOverlaps || wrongAlone ? promiseWords : verdictWords)[verdict];
}

function detail(race: CheckedRace): string {
  const { verdict, orders, runs, shortestFailingSchedule, reason, memoryChanges } = race;
  if (verdict === 'prevented') {
    const star = memoryChanges === null ? '' : ' *';
    if (orders === 1) return `in the only order${star}`;
    return `in all ${whole(orders)} orders (${counted(runs, 'run')})${star}`;
  }
  // One client has one order: a schedule of a hundred letters would tell nothing.
  if (verdict === 'possible' && race.nobodyOverlaps) return 'in the only order';
  if (verdict === 'possible') return `${shortestFailingSchedule} (found in run ${whole(runs)})`;
  return reason ?? '';
}

function sumOf(
  { verdict, races, tasks, durationMs }: CheckResult,
  wrap: (text: string) => string,
): string {
  const time = duration(durationMs);
  const asked = racesIn(races);
  const failing = races.filter((race) => race.verdict === 'possible');
  const alone = failing.filter((race) => race.wrongAlone).map(({ name }) => name);
  const happen = failing.length - alone.length;
  if (verdict === 'green' && asked.length === 0)
    return colors.green(`Green: nothing goes wrong where no two requests overlap (${time}).`);
  if (verdict === 'green')
    return colors.green(
      `Green: ${counted(asked.length, 'race')}, none of them can happen (${time}).`,
    );
  if (verdict === 'red') {
    const undone = tasks.filter((task) => task.verdict === 'fails').length;
    const says = [
      ...(happen > 0 ? [`${happen} of ${counted(asked.length, 'race')} can happen`] : []),
      ...(alone.length > 0 ? [`wrong where no two requests overlap: ${alone.join('; ')}`] : []),
      ...(undone > 0
        ? [`${undone} of ${counted(tasks.length, 'task')} ${undone === 1 ? 'is' : 'are'} not done`]
        : []),
    ];
    return colors.red(wrap(`Red: ${says.join(', and ')} (${time}).`));
  }
  return colors.yellow(`Inconclusive: no order fails, but not all could be tried (${time}).`);
}
