import { tasksText } from '../attempt/tasks-text.ts';
import type { TaskVerdict } from '../json/task-verdict.ts';
import type { RaceStanding, Stage, Standing } from '../judging/attempt-progress.ts';
import { firstRuns } from '../judging/first-runs.ts';
import { colors, wrapped } from '../text/format.ts';
import type { StepFacts } from './facts.ts';

/** What is known of the races, and of the tasks. */
export interface Known {
  readonly races: readonly RaceStanding[];
  readonly tasks: readonly TaskVerdict[];
}

const signs: Readonly<Record<Standing, string>> = {
  waiting: '·',
  tried: '…',
  prevented: '✓',
  possible: '✗',
};
const words: Readonly<Record<Standing, string>> = {
  waiting: 'not judged yet',
  tried: 'nothing has failed so far',
  prevented: 'cannot happen',
  possible: 'can happen',
};
const paints = {
  waiting: colors.dim,
  tried: colors.dim,
  prevented: colors.green,
  possible: colors.red,
} as const;
const order = ['possible', 'prevented', 'tried', 'waiting'] as const;

/**
 * The races in one line of at most `width` characters: those that can happen by name, where there is room, the others
 * as numbers. `races: ✗ lost update  ✓ 3  … 5  · 2`.
 */
export function racesLine({ races }: Pick<Known, 'races'>, width: number): string {
  const of = (wanted: Standing) => races.filter(({ standing }) => standing === wanted);
  const counts = order
    .filter((standing) => standing !== 'possible' && of(standing).length > 0)
    .map((standing) => `${signs[standing]} ${of(standing).length}`);
  const failing = of('possible');
  const named = failing.map(({ race }) => `${signs.possible} ${race.name}`);
  const long = `races: ${[...named, ...counts].join('  ')}`;
  if (failing.length === 0 || long.length <= width) return long;
  return `races: ${[`${signs.possible} ${failing.length}`, ...counts].join('  ')}`;
}

/** Each task with what judges it, and each race of this step by name; those of the steps before are counted. */
export function standingText(known: Known, facts: StepFacts, width: number): string {
  const { races, tasks } = known;
  const own = races.filter(({ race }) => facts.ownRaces.includes(race.id));
  const before = races.filter((one) => !own.includes(one));
  const widest = Math.max(...own.map(({ race }) => race.name.length));
  const said = own.map(({ standing, wrongAlone }) =>
    wrongAlone ? 'wrong, and no two requests overlap' : words[standing],
  );
  const isRoom = said.every((text) => 2 + widest + 2 + text.length <= width);
  const lines = own.flatMap(({ race, standing }, i) => {
    const more = isRoom ? `${' '.repeat(widest - race.name.length)}  ${said[i]}` : '';
    return wrapped(`${signs[standing]} ${race.name}${more}`, width).map((line, at) =>
      paints[standing](at === 0 ? line : `  ${line}`),
    );
  });
  const heading = `The races that this step ends${isRoom ? '' : ` (${meaningOfSigns(own)})`}:`;
  return [
    ...(tasks.length > 0
      ? [`The tasks of the lesson:\n${tasksText(tasks.map(inShort), width)}`]
      : []),
    [...wrapped(heading, width), ...lines].join('\n'),
    ...(before.length > 0 ? [beforeText(before, width)] : []),
  ].join('\n\n');
}

/** What the signs of these races mean: `✗ can happen, · not judged yet`. */
function meaningOfSigns(races: readonly RaceStanding[]): string {
  return order
    .filter((standing) => races.some((race) => race.standing === standing))
    .map((standing) => `${signs[standing]} ${words[standing]}`)
    .join(', ');
}

/** Of a task that has no verdict yet its sign says so: more would push the races off a small screen. */
function inShort(task: TaskVerdict): TaskVerdict {
  return task.verdict === 'open' ? { ...task, why: null, notJudged: null } : task;
}

function beforeText(races: readonly RaceStanding[], width: number): string {
  const failing = races.filter(({ standing }) => standing === 'possible');
  const line = racesLine({ races }, width).replace('races: ', '');
  const heading = 'What it must keep, each request alone and the races of the steps before:';
  return [...wrapped(heading, width), failing.length === 0 ? line : colors.red(line)].join('\n');
}

/** What this step leaves open, and what it has opened again; empty when it does neither. */
export function leftOpen({ open, reopened }: StepFacts, width: number): string {
  const lines = [
    ...(reopened.length > 0
      ? [`Opened again by this step, in its finished code too: ${reopened.join(', ')}.`]
      : []),
    ...(open.length > 0 ? [`Still open: ${open.join(', ')}.`] : []),
  ];
  return lines.flatMap((line) => wrapped(line, width)).join('\n');
}

const meanwhile: Readonly<Record<Stage, string>> = {
  first: '',
  open: `Probably green: nothing has failed in the first ${firstRuns} runs of each race. Now it is looked at whether the tasks are done, and then races that have more orders are run to their end.`,
  memory:
    'Nothing has failed so far, in the orders that matter if requests meet only in the storage. Now the rest of the orders within one instance are run, in case your code keeps something in memory.',
};

/** What is said while there is no verdict yet; empty when there is nothing to say. */
export function meanwhileText(stage: Stage, { number, last }: StepFacts): string {
  if (stage === 'first' || number === last) return meanwhile[stage];
  return `${meanwhile[stage]} The next step is open already.`;
}
