import type { Footprint } from '../model/footprint.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';
import type { Parked } from './client.ts';

/** A turn that begins: what comes of it is noted later. */
export function turnOf(
  index: number,
  move: Move,
  { operation, at }: Parked,
  footprint: Footprint,
): Turn {
  const { kind, text, sql } = operation;
  return {
    index,
    move,
    client: move.client,
    kind,
    text,
    sql,
    parkedAt: at,
    outcome: 'done',
    waitsFor: [],
    released: [],
    finished: [],
    footprint,
  };
}
