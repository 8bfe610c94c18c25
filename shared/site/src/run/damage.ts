import type { End, RecordedTurn, Recording } from '@workbook/recording';
import { positionAt, type Walk } from './walk.ts';

/** What the end of a run may say of where its damage lies. */
interface Blame {
  /** The client that has left a transaction open: its beginning is to blame. */
  readonly leftOpen?: string;
  /** Whether only requests after the run have noticed it: then no turn is known to have done it. */
  readonly noticedAfterwards?: true;
}

/**
 * The turn that does the damage, counted from 1, by the same rules as in the terminal: a deadlock, a fault, a
 * transaction that stays open, and else the last change, of what came before a failed answer where there is one.
 */
export function damageOf({ positions, ends }: Recording, walk: Walk): number | undefined {
  const end = ends[positions[positionAt(walk)]?.end ?? -1] as (End & Blame) | undefined;
  if (end?.violation === undefined) return undefined;
  const turns = walk.map(({ turn }) => turn);
  const first = (is: (turn: RecordedTurn) => boolean) => counted(turns.findIndex(is));
  const last = (is: (turn: RecordedTurn) => boolean, among = turns) =>
    counted(among.findLastIndex(is));
  const struck =
    first(({ deadlock }) => deadlock !== undefined) ?? first(({ fault }) => fault !== undefined);
  if (struck !== undefined) return struck;
  if (end.leftOpen !== undefined)
    return last((turn) => turn.client === end.leftOpen && beginsTransaction(turn));
  if (end.noticedAfterwards) return undefined;
  const failed = first(({ also = [] }) =>
    also.some(({ what, caption = '' }) => what === 'answer' && /^= 5\d\d/.test(caption)),
  );
  const changes = (turn: RecordedTurn) => turn.changes === true;
  return (
    last(changes, turns.slice(0, failed)) ??
    last(changes) ??
    last(({ outcome }) => outcome === 'waiting') ??
    turns.length
  );
}

/** Whether a turn begins a transaction of a database. */
export function beginsTransaction({ raw, caption }: RecordedTurn): boolean {
  return /^(begin|start transaction)\b/i.test(raw ?? caption);
}

const counted = (at: number) => (at < 0 ? undefined : at + 1);
