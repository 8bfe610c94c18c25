import type { RecordedTurn, Recording } from '@workbook/recording';
import { nextMoves } from '@workbook/recording/walk';
import type { Walk } from './walk.ts';

/**
 * The shortest order without a fault in which the clients get in each other's way, with the fewest changes of client among
 * those: where no order breaks, it is the one that shows why. Undefined where they never do.
 */
export function meetingWalk(recording: Recording): Walk | undefined {
  const left = waysLeft(recording);
  if (left[0]?.meeting === undefined) return undefined;
  const walk: Walk[number][] = [];
  for (let at = 0, isToMeet = true; ; ) {
    const whole: number = (isToMeet ? left[at]?.meeting : left[at]?.any) ?? 0;
    const fits: readonly Step[] = plainMoves(recording, at).flatMap((taken) => {
      const stillToMeet = isToMeet && !meets(taken.turn);
      const rest = stillToMeet ? left[taken.to]?.meeting : left[taken.to]?.any;
      return rest === whole - 1 ? [{ taken, stillToMeet }] : [];
    });
    const last = walk.at(-1)?.turn.client;
    const next: Step | undefined = fits.find(({ taken }) => taken.turn.client === last) ?? fits[0];
    if (!next) return walk;
    walk.push(next.taken);
    at = next.taken.to;
    isToMeet = next.stillToMeet;
  }
}

const plainMoves = (recording: Recording, at: number) =>
  nextMoves(recording, at).filter(({ turn }) => !turn.fault);

interface Step {
  readonly taken: Walk[number];
  readonly stillToMeet: boolean;
}

/** Whether a client has to wait, to go back, or finds that another one was there before it. */
function meets({ kind, outcome, raw = '', reply, deadlock, also = [] }: RecordedTurn): boolean {
  return (
    outcome === 'waiting' ||
    kind === 'timer' ||
    deadlock !== undefined ||
    reply === 'no row' ||
    /^rollback\b/i.test(raw) ||
    also.some(({ what }) => what === 'waits')
  );
}

/** How many turns it takes at least to an end, and to one on the way to which clients meet. */
interface Left {
  readonly any: number;
  readonly meeting?: number;
}

function waysLeft(recording: Recording): readonly Left[] {
  const left: Left[] = [];
  for (let at = recording.positions.length - 1; at >= 0; at -= 1) {
    const next = plainMoves(recording, at);
    const after = (of: (rest: Left, turn: RecordedTurn) => number | undefined) =>
      next.flatMap(({ turn, to }) => {
        const rest = left[to] && of(left[to], turn);
        return rest === undefined ? [] : [rest + 1];
      });
    const meeting = after((rest, turn) => (meets(turn) ? rest.any : rest.meeting));
    left[at] = {
      any: next.length === 0 ? 0 : Math.min(...after(({ any }) => any)),
      ...(meeting.length > 0 && { meeting: Math.min(...meeting) }),
    };
  }
  return left;
}
