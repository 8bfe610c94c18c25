import type { PlaceOf } from './place-of.ts';
import type { ClientPlan, Ending, RunRecord } from './run-record.ts';

/**
 * What is explored: clients on the real thing, and how to tell a good end from a bad one. `Detail` is
 * what the judgement of a run carries along for its caller.
 */
export interface Scenario<Detail = undefined> {
  /**
   * Brings everything to the same beginning and says what the clients do. When `fresh`, nothing
   * that lives in the process may survive from an earlier run; else instances may be used again.
   */
  prepare(options: PrepareOptions): Promise<PreparedRun<Detail>>;
}

/** What a scenario may use while it prepares a run. */
export interface PrepareOptions {
  readonly fresh: boolean;
  /** Runs set-up work of an instance: connections made there belong to it. Nothing is parked. */
  as<T>(instance: number, work: () => T): T;
  /**
   * Resolves when what was set up is at rest: code may go on after its answer, and what it still does
   * in the set-up's name would not be controlled.
   */
  rest(): Promise<void>;
}

/** A run at its beginning: its clients, and how it will be judged. */
export interface PreparedRun<Detail = undefined> {
  readonly clients: readonly ClientPlan[];
  /**
   * Finds the place in the code under test in a stack of a client, such as `shop.ts:61`. With it, the turns of a run
   * that is shown have places: of the run that a search reports, and of `replay` and `lookAt`.
   */
  readonly placeOf?: PlaceOf;
  /** Finds, in the same stack, the place that a reader should be told of first, where `placeOf` finds that of a helper. */
  readonly callerOf?: PlaceOf;
  /** Looks at what the run has left behind. Called once all clients are at rest. */
  judge(run: RunRecord, afterwards: Afterwards): Promise<Judgement<Detail>>;
  /**
   * Judges the run that `judge` was asked of last as if its requests had been sent at other times: `run` has the same
   * turns, and `places` says where each of them has come to. With it, orders that differ in nothing but the answers that
   * had come when a request was sent are judged, and not executed. Leave it out where what a client does may depend on that.
   */
  judgeInOrder?(run: RunRecord, places: readonly number[]): Promise<Judgement<Detail>>;
  /**
   * What is known by now outside of all instances, in a form that differs when that does: what clients have sent and were
   * answered, and what else the judge goes by and is not stored. With it, crashes that leave the same behind are executed
   * once.
   */
  told?(): string;
}

/** What can still be done when a run is over. */
export interface Afterwards {
  readonly followUp: FollowUp;
  /** Lets time go by for Redis: keys expire. */
  passTime(ms: number): Promise<void>;
}

/**
 * Runs one more client to its end, alone. It cannot hang: what it waits for will not come any more.
 */
export type FollowUp = (client: ClientPlan) => Promise<Ending>;

/**
 * What is wrong with a run unless its judge says that it is meant:
 *
 * - `stuck`: no client can go on, and not all have finished.
 * - `rejected`: the `run` of a client has rejected.
 * - `idle`: a client does nothing that is controlled. One that does so in every run is a reason not to
 *   say `prevented`: more often than not, its driver was not put under control.
 */
export type Acceptable = 'stuck' | 'rejected' | 'idle';

/** What a scenario says of a run. The detail may be left out where there is none. */
export type Judgement<Detail = undefined> = BareJudgement &
  ([Detail] extends [undefined]
    ? { readonly detail?: undefined }
    : {
        /** Anything else that the caller needs of this run. */
        readonly detail: Detail;
      });

interface BareJudgement {
  /** The end of the run in a canonical form: two runs with the same outcome ended alike. */
  readonly outcome: string;
  /** What is wrong with it, in one sentence; absent when nothing is. */
  readonly violation?: string;
  /** What the judge has looked at by itself, and finds no fault with beyond its `violation`. */
  readonly accepts?: readonly Acceptable[];
  /** Whether crashed instances run again by now, so that the next run need not start all anew. */
  readonly restarted?: boolean;
  /** The parts of the code that it has gone through, where the code keeps nothing in memory: see the option `triedParts`. */
  readonly parts?: readonly string[];
}

/** One execution with its judgement. */
export type JudgedRun<Detail = undefined> = RunRecord &
  Judgement<Detail> & {
    /** The schedule as a string that `parseSchedule` understands. */
    readonly text: string;
  };
