import { callersOf, type Race } from '@workbook/course';
import { formatSchedule, type JudgedRun, type Turn } from '@workbook/explorer';
import { type Exchange, shortAnswer } from '../verdict/history.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { captionOf } from './caption.ts';
import { insideLines } from './inside-lines.ts';
import { shortReply } from './short-operation.ts';

/** A run as a person reads it, in parts: what has happened from the top down, a column for each client. */
export interface Timeline {
  /** The race, and what is wrong. */
  readonly heading: string;
  /** By their letters, in the order of their columns. */
  readonly clients: readonly string[];
  readonly lines: readonly TimelineLine[];
  /** How many turns the run has; where that is more than `lines` show, they are its beginning. */
  readonly turns: number;
  /** The turn that does the damage; absent where none does. */
  readonly damage?: number;
  /** The line of the code that asked for what does the damage, where that is known. */
  readonly source?: SourceLine;
  /** The moves of the turns that are shown; `…` ends it where there are more. */
  readonly schedule: string;
  /** The command that shows this run again. */
  readonly replayCommand?: string;
}

/** What a client does, or what it is told. */
export interface TimelineLine {
  readonly client: string;
  /** Counted from 0. */
  readonly instance: number;
  /** The turn that it belongs to, counted from 1. */
  readonly turn: number;
  /**
   * Whether it is the turn itself, a wait of an earlier turn that is over now, what happens inside the
   * process, or an answer.
   */
  readonly kind: 'turn' | 'released' | 'inside' | 'answer';
  /** `SELECT account 1 → balance 100`, `… goes on`, `takes lock 1`, `= 200 ann 150`. */
  readonly caption: string;
  /** `accounts.ts:61`: where in the code it was asked for, where that is known and wanted. */
  readonly place?: string;
  /** Whether it does the damage. */
  readonly damage: boolean;
}

/** One line of the code under test. */
export interface SourceLine {
  /** `accounts.ts:61`. */
  readonly place: string;
  /** What stands there, without white space at its ends. */
  readonly text: string;
}

/** What a timeline says beside the run itself. */
export interface TimelineOptions {
  readonly replayCommand?: string;
  /**
   * Reads a line of the code that was run, as `accounts.ts:61`. With it the timeline names places; leave it
   * out where the code may change and the timeline stays.
   */
  readonly sourceAt?: (place: string) => string | undefined;
}

/** Of a run with more turns than this, in which a client goes on without end, the beginning is enough. */
const longestTurns = 60;

/** Lays a run of `race` out. The same run always gives the same timeline. */
export function timeline(
  race: Race,
  run: JudgedRun<RaceDetail>,
  { replayCommand, sourceAt }: TimelineOptions = {},
): Timeline {
  const { violation, turns } = run;
  // A second try has a column where there is one.
  const callers = callersOf(race).filter(
    ({ name, secondTryOf }) => !secondTryOf || turns.some(({ client }) => client === name),
  );
  const instances = new Map(callers.map(({ name, instance }) => [name, instance]));
  const { exchanges } = run.detail;
  const shown = turns.length > longestTurns ? turns.slice(0, longestTurns / 2) : turns;
  const damage = violation === undefined ? undefined : damageOf(shown, exchanges, run);
  const schedule = formatSchedule(run.schedule.slice(0, shown.length));
  const place = damage && placeShown(damage);
  const source = place && sourceAt?.(place);
  return {
    heading: violation === undefined ? race.name : `${race.name}: ${violation}`,
    clients: callers.map(({ name }) => name),
    lines: shown.flatMap((turn) =>
      linesOf(turn, turns, exchanges).map(({ place, ...line }) => ({
        ...line,
        ...(sourceAt && place && { place }),
        instance: instances.get(line.client) ?? 0,
        turn: turn.index + 1,
        damage: line.kind === 'turn' && turn === damage,
      })),
    ),
    turns: turns.length,
    damage: damage && damage.index + 1,
    ...(place && source && { source: { place, text: source.trim() } }),
    schedule: shown.length < turns.length ? `${schedule}…` : schedule,
    replayCommand,
  };
}

/** What a line says, without what it is in its run. */
export type TurnLine = Pick<TimelineLine, 'client' | 'kind' | 'caption' | 'place'>;

/** A turn, and what came of it: waits that are over, locks inside the process, and answers. */
export function linesOf(
  turn: Turn,
  turns: readonly Turn[],
  exchanges: readonly Exchange[],
): TurnLine[] {
  const released = turn.released.map(({ client, launchedAt, reply }) => {
    const launched = turns[launchedAt] as Turn;
    const caption = `… goes on ${shortReply(launched, reply)}`.trim();
    return { client, kind: 'released' as const, caption };
  });
  const answers = exchanges
    .filter(({ answeredAt }) => answeredAt === turn.index + 1)
    .map(({ client, secondTry = client, answer }) => {
      const caption = `= ${shortAnswer(answer)}`;
      return { client: secondTry, kind: 'answer' as const, caption };
    });
  const { client } = turn;
  const itself = {
    client,
    kind: 'turn' as const,
    caption: captionOf(turn),
    place: placeShown(turn),
  };
  return [itself, ...released, ...insideLines(turn, turns), ...answers];
}

/** The line that says what was asked for: that of a helper which runs whatever it is given says less. */
export function placeShown({ place, caller = place }: Turn): string | undefined {
  return caller;
}

/**
 * The last turn that changed something for other clients: with it, the damage was done. What comes after the
 * service has failed a client is not to blame for that. A transaction that is left open did it as it began; and where
 * only requests after the run have noticed that something was left behind, no line is known to have done it.
 */
function damageOf(
  turns: readonly Turn[],
  exchanges: readonly Exchange[],
  { detail: { wrong = {} } }: JudgedRun<RaceDetail>,
): Turn | undefined {
  const failed = exchanges.find(({ answer }) => answer && answer.status >= 500)?.answeredAt;
  const struck =
    turns.find(({ deadlock }) => deadlock) ??
    turns.find(({ move }) => move.fault && move.fault !== 'time-passes');
  if (struck) return struck;
  if (wrong.leftOpen !== undefined)
    return turns.findLast(({ client, sql }) => client === wrong.leftOpen && sql?.verb === 'begin');
  if (wrong.isNoticedAfterwards) return undefined;
  return (
    turns.slice(0, failed).findLast(changesSomething) ??
    turns.findLast(changesSomething) ??
    turns.findLast(({ outcome }) => outcome === 'waiting') ??
    turns.at(-1)
  );
}

const changesNothing: readonly unknown[] = ['select', 'begin', 'rollback', 'savepoint', 'set'];

/** Whether a turn changes what others can see. */
export function changesSomething({ kind, sql, footprint, reply }: Turn): boolean {
  if (reply?.error) return false;
  if (kind === 'sql') return !changesNothing.includes(sql?.verb);
  if (kind !== 'file' && kind !== 'redis') return false;
  // Its client goes on and may touch the memory of its instance: the operation does not change that.
  return (
    footprint === 'everything' ||
    footprint.some(({ mode, scope }) => mode === 'write' && !scope.startsWith('memory'))
  );
}
