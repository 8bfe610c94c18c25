import type { Counts, Recording } from '@workbook/recording';
import type { OrdersFrom } from '@workbook/recording/walk';
import { meetingWalk } from './meeting.ts';
import { complete, isWhole, type Walk, walkOf } from './walk.ts';

/** The order that a page begins with: one that breaks the race where there is any, and else one in which the clients meet. */
export function firstWalk(recording: Recording, chances: readonly OrdersFrom[]): Walk {
  const { first } = recording.counts as Counts & { readonly first?: string };
  const known = first === undefined ? [] : walkOf(recording, first);
  if (isWhole(recording, known)) return known;
  const breaks = (chances[0]?.breaking ?? 0) > 0;
  const meeting = breaks ? undefined : meetingWalk(recording);
  if (meeting) return meeting;
  return complete(recording, [], (at) => !breaks || (chances[at]?.breaking ?? 0) > 0);
}
