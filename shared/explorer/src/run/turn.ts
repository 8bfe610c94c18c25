import { type Footprint, onlySends } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import type { Parked } from './client.ts';
import type { Inside } from './inside.ts';
import type { PassingTime } from './passing-time.ts';
import type { RunOptions } from './run-options.ts';

/** A turn that begins: what comes of it is noted later. */
export function turnOf(
  index: number,
  move: Move,
  { operation, at, isBesideOwn }: Parked,
  footprint: Footprint,
  { placeOf, callerOf }: Pick<RunOptions, 'placeOf' | 'callerOf'>,
): Turn {
  const { kind, text, sql, call, sent, readLimitMs, isPipeline } = operation;
  return {
    index,
    move,
    client: move.client,
    kind,
    text,
    sql,
    place: call?.stack && placeOf?.(call.stack, move.client),
    caller: call?.stack && callerOf?.(call.stack, move.client),
    parkedAt: at,
    outcome: 'done',
    waitsFor: [],
    released: [],
    finished: [],
    ...(readLimitMs && { readLimitMs }),
    ...(isPipeline && { isPipeline }),
    ...(isBesideOwn && { isBesideOwn }),
    ...(placeOf && { inside: [] }),
    ...(placeOf && sent && { sent }),
    footprint,
  };
}

/** A turn as it is when its instance crashes in it. */
export function struck(turn: Turn, move: Move): Turn {
  return { ...turn, move, outcome: 'crashed', footprint: 'everything' };
}

/**
 * Call what it returns when the turn is over: it notes what the search may leave out for it, whether time may go by before
 * it, and what happened inside.
 */
export function beginTurn(
  turn: Turn,
  { sendsAreFree, told }: Pick<RunOptions, 'sendsAreFree' | 'told'>,
  { inside, passing }: Noting,
): () => void {
  const before = told?.();
  const tellWaits = inside?.turnBegins();
  const tellTime = passing.turnBegins(turn);
  return () => {
    if (sendsAreFree) freeSend(turn);
    if (told) turn.isToldToNone = told() === before;
    tellTime();
    tellWaits?.();
  };
}

/** What notes how it stood at the beginning of a turn, and at its end. */
interface Noting {
  readonly inside: Pick<Inside, 'turnBegins'> | undefined;
  readonly passing: Pick<PassingTime, 'turnBegins'>;
}

/** A turn that does nothing but send a request touches nothing from now on. */
function freeSend(turn: Turn): void {
  if (!onlySends(turn.footprint)) return;
  turn.isFreeSend = true;
  turn.footprint = [];
}
