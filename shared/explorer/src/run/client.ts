import type { Actor } from '../control/actor.ts';
import { immediateText } from '../control/controlled-immediate.ts';
import type { Asking } from '../control/escapes/place.ts';
import type { Operation } from '../model/operation.ts';
import type { ClientPlan } from '../model/run-record.ts';

/** Where one client of a run stands. */
export interface Client {
  readonly plan: ClientPlan;
  readonly actor: Actor;
  readonly parked: Parked[];
  readonly timers: Timer[];
  /** How it begins, while the client that it comes after is not at its end, or where it is not needed. */
  entry?: Operation;
  /** The turn in which a timer of this client fired last. */
  timerFiredAt?: number;
  /** The first and the last turn in which its own code has read the clock. */
  clockRead?: { readonly first: number; readonly last: number };
  finishedAt?: number;
  value?: unknown;
  /** What its `run` rejected with, if it did. */
  rejection?: { readonly reason: unknown };
  crashed: boolean;
}

/** An operation that waits to be let go. */
export interface Parked {
  readonly operation: Operation;
  /** The turn that brought the client here; -1 for what was there at the beginning. */
  readonly at: number;
  /** Whether something else that its client has asked for was to be let go before, and nothing keeps the two in order. */
  readonly isBesideOwn?: boolean;
}

/** Parks an operation behind those that its client has asked for before. */
export function parkBehind({ parked }: Client, operation: Operation, at: number): void {
  const isBesideOwn =
    goesOut(operation) &&
    parked.some(
      ({ operation: other }) =>
        goesOut(other) && (laneOf(other) === undefined || laneOf(other) !== laneOf(operation)),
    );
  parked.push({ operation, at, ...(isBesideOwn && { isBesideOwn }) });
}

const laneOf = ({ lane, session }: Operation) => lane ?? session;

/** An armed timer: parked until it may fire, and due at a time of the run's own clock. */
export interface Timer extends Parked {
  readonly dueMs: number;
  /** When it fires if no other client can go on: later than that, where polls have been in vain for long. */
  readonly firesMs: number;
  /** Who has armed it: a library, or the client's own code. */
  readonly armedBy: () => Asking;
  /** Whether it fires only when no other client can go on, whatever its client waits for. */
  readonly isPatient: boolean;
}

/** What the client does when it is let go: what it has parked first, or else its next timer. */
export function nextOf(client: Client): Parked | undefined {
  return client.parked[0] ?? (client.timers.length > 0 ? nextTimer(client) : undefined);
}

/** The timer that fires first; of two that fire at once, the one that was armed first. */
export function nextTimer({ timers }: Pick<Client, 'timers'>): Timer {
  return timers.reduce((next, timer) => (timer.firesMs < next.firesMs ? timer : next));
}

/** Whether an operation has a reply to wait for, while a timer goes on. */
export const goesOut = ({ kind, text }: Pick<Operation, 'kind' | 'text'>) =>
  !['start', 'timer', 'reply'].includes(kind) && text !== immediateText;
