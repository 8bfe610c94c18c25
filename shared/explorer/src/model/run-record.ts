import type { Footprint, RowKey } from './footprint.ts';
import type { OperationKind, Reply, SentStatement, SqlSummary } from './operation.ts';
import type { Move } from './schedule.ts';

/** One execution, as it happened. */
export interface RunRecord {
  readonly schedule: readonly Move[];
  readonly turns: readonly Turn[];
  readonly ending: Ending;
  /** What each client that finished returned; `{ error }` where its `run` rejected. */
  readonly results: ReadonlyMap<string, unknown>;
  /** What the `run` of each client that rejected was rejected with, by name. */
  readonly rejections: ReadonlyMap<string, unknown>;
  /** Of each client that has left a promise without a handler, what the first of them was rejected with. */
  readonly unhandled?: ReadonlyMap<string, unknown>;
  readonly crashedInstances: readonly number[];
  /** The clients that have left a transaction open, by name: their connections keep its locks. */
  readonly openTransactions: readonly string[];
}

/** One concurrent caller. */
export interface ClientPlan {
  /** A single capital letter. */
  readonly name: string;
  /** Clients of one instance share its memory; a crash takes all of them. */
  readonly instance: number;
  /**
   * Whether its code touches no memory that other clients of its instance touch: then only what they
   * do outside the process counts when orders are left out. Without it, its code may touch any.
   */
  readonly stateless?: boolean;
  /**
   * Whether all the memory that its code shares with other clients of its instance is that of libraries which are watched,
   * such as the locks of `watchAsyncLock`: then only the turns that use it count when orders are left out.
   */
  readonly memoryIsWatched?: boolean;
  /**
   * The client that it comes after, such as one whose request it sends again: it begins when that one has
   * come to its end, or has crashed before it did, if `isNeeded` says so then; otherwise not at all.
   */
  readonly after?: { readonly client: string; isNeeded(): boolean };
  /** What the chance of its code begins with, where other clients of this name come before it: their draws come again otherwise. */
  readonly seed?: string;
  /** What it is about to do, in a few words. */
  readonly label: string;
  /** Does it. */
  run(clock: HistoryClock): Promise<unknown>;
}

/**
 * The clock that a history needs: the number of turns so far. It throws when the client has crashed:
 * what its code goes on to do then has never happened.
 */
export interface HistoryClock {
  readonly now: () => number;
  /** The same, for a request that is being sent: orders that differ in the answers before it are all run. */
  readonly sending: () => number;
  /** The same, for an answer that has come: orders that differ in the requests after it are all run. */
  readonly answered: () => number;
}

/** A client's turn: what one move of the scheduler did. */
export interface Turn {
  readonly index: number;
  readonly move: Move;
  readonly client: string;
  readonly kind: OperationKind;
  readonly text: string;
  /** What the statement says, when the operation is one. */
  readonly sql?: SqlSummary;
  /** The statement that was sent, when it is one; only of a run that is shown. */
  readonly sent?: SentStatement;
  /** Where the code asked for the operation, as the scenario's `placeOf` calls it; only of a run that is shown. */
  readonly place?: string;
  /** The place behind it that says more to a reader, as the scenario's `callerOf` calls it; only of a run that is shown. */
  readonly caller?: string;
  /** The turn that brought the client to this operation; -1 for what was there at the beginning. */
  readonly parkedAt: number;
  outcome: 'done' | 'waiting' | 'crashed' | 'paused';
  reply?: Reply;
  /** The clients that hold what it waits for; of a wait that PostgreSQL's own limit has ended, those that held it. */
  waitsFor: readonly string[];
  /** Of a wait for rows that only the answer will show: the keys of those that it asks for. */
  asksFor?: readonly RowKey[];
  /** Operations of other clients that had waited and were completed by this turn. */
  readonly released: { client: string; launchedAt: number; reply: Reply }[];
  /** The clients that finished in this turn. */
  readonly finished: string[];
  /** What became of waits and locks inside the process, in its order; only of a run that is shown. */
  readonly inside?: InsideEvent[];
  deadlock?: { readonly victim: string; readonly members: readonly string[] };
  /** The clients that waited in a circle when this turn came; PostgreSQL had to break it. */
  circle?: readonly string[];
  /**
   * Present where a timer of the client's own code was armed when it sent this: in life, that may fire before the
   * reply. With the place in the code that has armed it, if that is known: `/app/src/buy.ts:12:5`.
   */
  besideTimer?: { readonly place?: string | undefined } | undefined;
  /**
   * Whether it is a timer of a second or longer that ended a wait inside the process, or a sleep, although other clients
   * could go on: what its client gives up by that could have been done, and yet it had waited for long.
   */
  endsWaitEarly?: boolean;
  /**
   * Whether no client was told anything in this turn that its scenario's `told` tells of. Present where the search may
   * leave out a crash for that.
   */
  isToldToNone?: boolean;
  /**
   * Whether time may go by before it, and its client, or one that goes on by it, has read the clock in it while another
   * client in the same memory was at work that had read it before: what the one has kept there may have lapsed.
   */
  mayBeLate?: boolean;
  /**
   * Present where the timer of a client fires that has slept there before, and shares its memory with others: the place in
   * its code. In life, it may do so many times while another one does nothing.
   */
  pollsAt?: string;
  /** Whether its client had asked for something else that was not done yet: in life, this may come first. */
  readonly isBesideOwn?: boolean;
  /** Whether it was several commands at once, between which the server may serve another client. */
  readonly isPipeline?: boolean;
  /** Present where the client would not wait for ever for what it asks for: after how many milliseconds it gives that up. */
  readonly readLimitMs?: number;
  /** Whether the client's code wrote to a file at once, without an operation of its own. */
  wroteAtOnce?: boolean;
  footprint: Footprint;
  /**
   * Present where it only sends a request, and the search judges by itself the orders that differ in the answers before it:
   * then it touches nothing.
   */
  isFreeSend?: boolean;
}

/** What a client did inside the process, where no operation tells of it. */
export interface InsideEvent {
  readonly client: string;
  /**
   * `waits`: from here on it has nothing that could be let go, and another client has to do something
   * first. `goes on`: that has happened. `takes`, `gives back`: a lock that is watched, such as one of async-lock.
   */
  readonly what: 'waits' | 'goes on' | 'takes' | 'gives back';
  /** What the lock is called, where it is known. */
  readonly lock?: string;
  /** Of a wait for a lock that is known: the client that holds it. */
  readonly holder?: string;
  /** Where in the code, as the scenario's `placeOf` calls it. */
  readonly place?: string;
}

/** How a run ended. */
export type Ending =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stuck'; readonly waiting: readonly Waiting[] }
  /** Clients do the same again and again, and no other client can go on. */
  | { readonly kind: 'endless'; readonly repeating: readonly Repeating[] }
  /** A bound was hit: what would have come is not known. */
  | { readonly kind: 'too-long'; readonly turns: number };

/** A client that does not come to an end by itself. */
export interface Repeating {
  readonly client: string;
  /** How many operations it repeats. */
  readonly operations: number;
  /** How many of its last operations were nothing but repetitions. */
  readonly of: number;
}

/** A client that neither finished nor can go on. */
export interface Waiting {
  readonly client: string;
  /** The clients whose locks it waits for; empty when it waits for something inside the process. */
  readonly for: readonly string[];
  /** The operation that waits, when it is one. */
  readonly operation?: string;
}
