import { formatMove, type NextOperation } from '@workbook/explorer';
import {
  shortAnswer,
  shortOperation,
  type Timeline,
  timelineColumns,
  timeline as timelineOf,
} from '@workbook/judge';
import { sourceOf } from '../judging/source-of.ts';
import { colors, counted, wrapped } from '../text/format.ts';
import { commandFor } from './census.ts';
import type { Game } from './game.ts';

/** What has happened so far, as the columns of a timeline. */
export function timeline(game: Game, width: number): string {
  return timelineColumns(timelineParts(game), width);
}

/** The same in its parts. */
export function timelineParts(game: Game): Timeline {
  const { end, turns, exchanges } = game.position;
  const options = { sourceAt: sourceOf(game.file.path) };
  if (end) return timelineOf(game.race, end, options);
  // Nothing is judged before the end: there is only what was done, what came back, and who was answered.
  const run = {
    schedule: game.moves,
    turns,
    ending: { kind: 'finished' },
    results: new Map(),
    rejections: new Map(),
    crashedInstances: [],
    openTransactions: [],
    outcome: '',
    text: game.schedule,
    detail: { beginning: [], exchanges, final: undefined },
  } as const;
  return timelineOf(game.race, run, options);
}

/**
 * For each client, what it would do now, or why it cannot: in lines of at most `width` characters, no more than `most`
 * for what it does.
 */
export function clientLines(game: Game, width = Number.POSITIVE_INFINITY, most = 1): string[] {
  const stopped = game.stopped();
  return game.clients().flatMap((client) => {
    const next = game.next.find((one) => one.client === client);
    const why = withAnswer(game, client, stopped.find((one) => one.client === client)?.why ?? '');
    const [first = '', ...others] = linesOf(next ? operationOf(next) : why, width - 3, most);
    const last = others.at(-1) ?? first;
    const faults = next ? faultsOf(next) : '';
    const isBeside = 3 + last.length + 3 + faults.length <= width;
    const beside = (line: string) =>
      line === last && faults !== '' && isBeside ? `${line}   ${colors.dim(faults)}` : line;
    const lines = [
      next ? `${colors.bold(client)}  ${beside(first)}` : colors.dim(`${client}  ${first}`),
      ...others.map((line) => `   ${next ? beside(line) : colors.dim(line)}`),
    ];
    return faults === '' || isBeside ? lines : [...lines, `   ${colors.dim(faults)}`];
  });
}

/** Why a client cannot be let go; of one that is done, what it was answered last. */
function withAnswer({ position }: Game, client: string, why: string): string {
  if (why !== 'done') return why;
  const answered = position.exchanges.findLast(
    ({ client: name, secondTry = name, answer }) => secondTry === client && answer,
  );
  return answered ? `${why}: ${shortAnswer(answered.answer)}` : why;
}

/** The first `most` lines of a text, and a sign that there are more. */
function linesOf(text: string, width: number, most: number): string[] {
  const lines = wrapped(text, width);
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? '';
  const whole = last.length <= width - 2 ? last : last.slice(0, width - 1).replace(/ \S*$/, '');
  return [...lines.slice(0, most - 1), `${whole} …`];
}

function operationOf({ kind, text }: NextOperation): string {
  return kind === 'start' ? `starts: ${text}` : shortOperation(kind, text);
}

/** `or A- A+`, where the race has faults. */
function faultsOf({ client, faults }: NextOperation): string {
  return faults.length === 0
    ? ''
    : `or ${faults.map((fault) => formatMove({ client, fault })).join(' ')}`;
}

/** Who pays for the deadlock that was just closed, and by which key another client does. */
export function deadlockText({ deadlock }: Game): string | undefined {
  if (!deadlock) return undefined;
  const { victim, other } = deadlock;
  return `PostgreSQL cancels one of them, here ${victim}: v lets it be ${other}.`;
}

/** Where the game stands, in one sentence; the end with what it broke, and the command that replays it. */
export function standing(game: Game): string {
  const { end } = game.position;
  const moves = counted(game.moves.length, 'move');
  if (!end) return game.moves.length === 0 ? 'No client has moved.' : `${moves} so far.`;
  if (end.violation === undefined)
    return colors.yellow(`It held, after ${moves}. Nothing is broken in this order.`);
  if (end.detail.wrong?.isAlone)
    return colors.red(`It is wrong without a race, after ${moves}: ${end.violation}`);
  return colors.green(`You broke it in ${moves}: ${end.violation}`);
}

/** The command that shows a game that was won again; undefined before that. */
export function wonCommand(game: Game): string | undefined {
  const { end } = game.position;
  return end?.violation === undefined ? undefined : commandFor(game, end.text);
}
