import type { Counts, Recording } from '@workbook/recording';
import { nextMoves, type OrdersFrom } from '@workbook/recording/walk';
import { meetingWalk } from './meeting.ts';
import { complete, isWhole, positionAt, type Walk, walkOf } from './walk.ts';

/**
 * The order that a page begins with: one that breaks the race where there is any, and else one in which the clients meet.
 * Of a race that is about a fault, it is one in which the fault strikes.
 */
export function firstWalk(recording: Recording, chances: readonly OrdersFrom[]): Walk {
  const { first } = recording.counts as Counts & { readonly first?: string };
  const known = first === undefined ? [] : walkOf(recording, first);
  if (isWhole(recording, known)) return known;
  const breaks = (chances[0]?.breaking ?? 0) > 0;
  if (breaks) return complete(recording, [], (at) => (chances[at]?.breaking ?? 0) > 0);
  const walk = meetingWalk(recording) ?? complete(recording, [], () => true);
  return walk.some(({ turn }) => turn.fault) ? walk : (struck(recording, walk) ?? walk);
}

/**
 * The same order with a fault in it, where it tells most: at the first COMMIT, or the last change where there is none,
 * with the reply lost if that can be; or else as late before it as it can strike. Undefined where none can.
 */
function struck(recording: Recording, walk: Walk): Walk | undefined {
  const commit = walk.findIndex(({ turn }) => /^commit\b/i.test(turn.raw ?? ''));
  const telling = commit >= 0 ? commit : walk.findLastIndex(({ turn }) => turn.changes);
  const turns = [...walk.entries()].map(([at, { turn }]) => ({ at, client: turn.client }));
  const early = turns.slice(0, telling + 1).reverse();
  for (const { at, client } of [...early, ...turns.slice(telling + 1)]) {
    const faults = nextMoves(recording, positionAt(walk, at)).filter(
      ({ turn }) => turn.fault && turn.client === client,
    );
    const fault = faults.find(({ turn }) => turn.fault === 'crash-after') ?? faults[0];
    const rest = walk.slice(at + 1).map(({ move }) => move);
    if (fault) return complete(recording, [...walk.slice(0, at), fault], () => true, rest);
  }
  return undefined;
}
