import type { Environment, Server } from '../json/environment.ts';
import type { Cell, CourseMap, MappedRace } from '../json/map.ts';
import { colors, counted, duration, whole, wrapped } from '../text/format.ts';
import { signs } from '../text/verdict.ts';
import { mapTables } from './map-table.ts';

/** The map as a page for people: the table, what its signs mean, how it was measured, where to go on. */
export function mapText(map: CourseMap, width = 80): string {
  const parts = [
    colors.bold('The course map: which race can happen on which step, measured just now.'),
    mapTables(map, width),
    stepTitles(map),
    legend(map, width),
    ...holes(map).map((sentence) => wrapped(sentence, width).join('\n')),
    ...reopened(map).map((sentence) => wrapped(sentence, width).join('\n')),
    wrapped(measured(map), width).join('\n'),
    next(map),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function stepTitles({ steps }: CourseMap): string {
  return steps.flatMap(({ number, title }) => (title ? [`  ${number}  ${title}`] : [])).join('\n');
}

function legend(map: CourseMap, width: number): string {
  const cells = map.races.flatMap((race) => race.cells);
  const has = (condition: (cell: Cell) => boolean) => cells.some(condition);
  const all = [
    has(({ verdict }) => verdict === 'possible') &&
      entry(
        `${signs.possible} 4 / 70`,
        'possible: 4 of the 70 orders that can happen break something',
      ),
    has(({ verdict }) => verdict === 'prevented') &&
      entry(`${signs.prevented} 0 / 50`, 'prevented: none of the 50 orders that can happen does'),
    has(({ ends }) => ends) &&
      entry(signs.ends, 'prevented, and this is the first step that prevents it'),
    has(({ verdict }) => verdict === 'inconclusive') &&
      entry(signs.inconclusive, 'inconclusive: no failing order found, but not all were tried'),
  ];
  const runs = sumOf(cells, 'runs');
  const orders = sumOf(cells, 'orders');
  const impossible = sumOf(cells, 'impossibleOrders');
  const account =
    `An order is one way in which the clients' operations can follow each other. Orders that differ only in ` +
    `operations that do not touch each other are run once: ${counted(runs, 'run')} stood for ${whole(orders)} orders.` +
    (impossible > 0
      ? ` Another ${whole(impossible)} cannot happen, because a client would have to go on while it waits for another one.`
      : '');
  const partial = has(({ verdict, complete }) => verdict === 'possible' && !complete)
    ? ' Where a race is seen to be possible, the search ends after some runs, and the counts are of what was run.'
    : '';
  return [...all.filter((line) => line !== false), '', ...wrapped(account + partial, width)].join(
    '\n',
  );
}

function entry(sign: string, meaning: string): string {
  return `  ${sign.padEnd(10)}${meaning}`;
}

function sumOf(cells: readonly Cell[], field: 'runs' | 'orders' | 'impossibleOrders'): number {
  return cells.reduce((sum, cell) => sum + cell[field], 0);
}

/** Why there is no verdict, for each cell without one. */
function holes({ races }: CourseMap): string[] {
  return races.flatMap(({ name, cells }) =>
    cells
      .filter(({ verdict }) => verdict === 'inconclusive')
      .map(({ step, reason }) => `Inconclusive: "${name}" on step ${step}: ${reason}`),
  );
}

/** A race that an earlier step prevents and a later one does not deserves a sentence. */
function reopened({ parts, races }: CourseMap): string[] {
  return parts.flatMap((part) =>
    part.steps.flatMap((number, i) => {
      const verdictOn = ({ cells }: MappedRace, step: string | undefined) =>
        cells.find((cell) => cell.step === step)?.verdict;
      const back = races.filter(
        (race) =>
          part.races.includes(race.id) &&
          verdictOn(race, number) === 'possible' &&
          verdictOn(race, part.steps[i - 1]) === 'prevented',
      );
      if (back.length === 0) return [];
      const names = back.map(({ name }) => `"${name}"`).join(', ');
      return [`Step ${number} brings back ${names}: its lesson says why.`];
    }),
  );
}

/** `PostgreSQL 18.4 (embedded), Node 24.21.0, 23.4 s`. */
function measured({ environment, races, durationMs }: CourseMap): string {
  const cells = races.reduce((sum, race) => sum + race.cells.length, 0);
  return `Measured with ${environmentText(environment)}: ${counted(cells, 'verdict')} in ${duration(durationMs)}.`;
}

const origins: Record<Server['source'], string> = {
  parent: 'of the run that started this one',
  url: 'where its url said',
  embedded: 'private to this run, from npm',
  system: 'private to this run, from the path',
  distribution: "private to this run, from the distribution's package",
  containers: 'in a container of its own',
};

/** `PostgreSQL 18.4 (private to this run, from npm) and Node 24.21.0`. */
function environmentText({ node, postgresql, redis }: Environment): string {
  const server = (name: string, it: Server | undefined) =>
    it ? [`${name} ${it.version} (${origins[it.source]})`] : [];
  const servers = [...server('PostgreSQL', postgresql), ...server('Redis', redis)];
  return [servers.join(', '), `Node ${node}`].filter(Boolean).join(' and ');
}

function next({ races, steps }: CourseMap): string {
  const failing = races.find(worthSeeing);
  const cell = failing && worthSeeing(failing);
  const last = steps.at(-1)?.number;
  const commands: [string, string][] = [
    ...(failing && cell
      ? [
          [
            `npx workbook replay ${cell.step} ${failing.id} ${cell.shortestFailingSchedule}`,
            `"${failing.name}" on step ${cell.step}, as a timeline`,
          ] satisfies [string, string],
        ]
      : []),
    [`npx turbo test --filter=step-${last}`, `what step ${last} claims, tested`],
    ['npx workbook map --json', 'all of this for tools'],
  ];
  const lines = commands.map(([command, meaning]) => `  ${colors.cyan(command)}\n      ${meaning}`);
  const { number, lesson } = steps.find((step) => step.lesson) ?? {};
  const reading = lesson ? [`  ${colors.cyan(lesson)}\n      the lesson of step ${number}`] : [];
  return ['Where to go next:', ...reading, ...lines].join('\n');
}

/** The first failing order that two clients bring about: the easiest one to look at. */
function worthSeeing({ clients, cells }: MappedRace): Cell | undefined {
  if (clients.length !== 2) return undefined;
  return cells.find(({ shortestFailingSchedule }) => shortestFailingSchedule !== null);
}
