import { immediateText } from '../control/controlled-immediate.ts';
import type { Footprint } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import type { Parked } from './client.ts';
import type { RunOptions } from './run-options.ts';

/** A turn that begins: what comes of it is noted later. */
export function turnOf(
  index: number,
  move: Move,
  { operation, at }: Parked,
  footprint: Footprint,
  { placeOf, callerOf }: Pick<RunOptions, 'placeOf' | 'callerOf'>,
): Turn {
  const { kind, text, sql, call, sent } = operation;
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
    ...(placeOf && { inside: [] }),
    ...(placeOf && sent && { sent }),
    footprint,
  };
}

/** Whether the operation of a turn has a reply to wait for, while a timer goes on. */
export const goesOut = ({ kind, text }: Turn) =>
  kind !== 'start' && kind !== 'timer' && text !== immediateText;
