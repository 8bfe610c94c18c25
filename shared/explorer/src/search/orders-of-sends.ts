import { conflict, sending } from '../model/footprint.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';
import { orderOf } from './partial-order.ts';
import { mayLeaveOut } from './plan.ts';

/** A run in another order of its turns. */
export interface Reordered {
  readonly record: RunRecord;
  /** Where each turn has come to, by its index in the run. */
  readonly places: readonly number[];
}

/**
 * All orders of a run that differ in which answers had come when a request was sent, one for each such way: the run's
 * own comes first. In the record of the run, turns that only send a request touch nothing.
 */
export function ordersOfSends(record: RunRecord): Reordered[] {
  const { turns } = record;
  const sends = turns.filter(({ isFreeSend }) => isFreeSend);
  const answers = turns.filter(({ footprint }) => conflict(footprint, [sending]));
  const pairs = sends.flatMap((send) =>
    answers.filter(({ client }) => client !== send.client).map((one) => [send, one] as const),
  );
  const ways = pairs.reduce<readonly Before[]>(
    (known, [send, one]) => known.flatMap((before) => decided(before, send.index, one.index)),
    [beforeEach(record)],
  );
  return ways.map((before, i) =>
    reordered(record, i === 0 ? turns.map(({ index }) => index) : sorted(turns, before)),
  );
}

/** For each turn, which ones have to come before it: a bit for each. */
type Before = readonly bigint[];

const bit = (turn: number) => 1n << BigInt(turn);

function beforeEach(record: RunRecord): Before {
  const order = orderOf(record, {});
  const before: bigint[] = [];
  for (const { index } of record.turns)
    before.push(
      order.causesOfAll(index).reduce((all, one) => all | bit(one) | (before[one] as bigint), 0n),
    );
  return before;
}

/** Both ways to decide which of two turns comes first, that of the run in front; one where it is decided already. */
function decided(before: Before, send: number, reply: number): Before[] {
  const comesBefore = (one: number, other: number) => ((before[other] as bigint) & bit(one)) !== 0n;
  if (comesBefore(send, reply) || comesBefore(reply, send)) return [before];
  const inRun = send < reply ? ([send, reply] as const) : ([reply, send] as const);
  return [inRun, inRun.toReversed() as [number, number]].map(([first, second]) => {
    const added = bit(first) | (before[first] as bigint);
    return before.map((known, turn) =>
      turn === second || (known & bit(second)) !== 0n ? known | added : known,
    );
  });
}

/** One order of the turns, in which a client goes on for as long as it can. */
function sorted(turns: readonly Turn[], before: Before): number[] {
  const done: number[] = [];
  let doneBits = 0n;
  while (done.length < turns.length) {
    const ready = turns.filter(
      ({ index }) =>
        (doneBits & bit(index)) === 0n && ((before[index] as bigint) & ~doneBits) === 0n,
    );
    const last = turns[done.at(-1) ?? -1]?.client;
    const next = (ready.find(({ client }) => client === last) ?? ready[0]) as Turn;
    done.push(next.index);
    doneBits |= bit(next.index);
  }
  return done;
}

/** The run as it would have been in this order of its turns. */
function reordered(record: RunRecord, order: readonly number[]): Reordered {
  const places: number[] = [];
  order.forEach((turn, place) => {
    places[turn] = place;
  });
  const placeOf = (turn: number) => places[turn] ?? turn;
  const turns = order.map((at) => {
    const { isFreeSend, ...turn } = record.turns[at] as Turn;
    return {
      ...turn,
      index: placeOf(turn.index),
      parkedAt: placeOf(turn.parkedAt),
      released: turn.released.map((one) => ({ ...one, launchedAt: placeOf(one.launchedAt) })),
      footprint: isFreeSend ? [sending] : turn.footprint,
    };
  });
  return { record: { ...record, turns, schedule: turns.map(({ move }) => move) }, places };
}

/** Whether orders that differ only in when a request is sent need not be run: no fault may strike there, and none of them is asked for as it was run. */
export function mayFreeSends(options: ExploreOptions): boolean {
  const { faults = [], beginning = [] } = options;
  return faults.length + beginning.length === 0 && mayLeaveOut(options);
}
