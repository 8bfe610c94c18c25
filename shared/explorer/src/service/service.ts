import type { Ending, RunRecord } from '../model/run-record.ts';

/**
 * A service, and what is asked of it: how one running copy of it is made, what its clients send at the
 * same time, and what must hold in the end. The explorer makes the copies, and closes them.
 *
 * `Made` is what `instance` returns, a promise or not, and `Looked` what `look` returns.
 */
export interface Service<Made, Clients extends ServiceClients<Awaited<Made>>, Looked = undefined> {
  /**
   * Makes one running copy of the service: what its clients call, and `close()` or
   * `[Symbol.asyncDispose]()`, which ends all that it has opened. One more copy, which no client uses,
   * is made for `reset` and `look`.
   */
  instance(): Made;
  /** How many copies run side by side. The clients are given to them in turn. Default 1. */
  readonly instances?: number;
  /**
   * Whether the code keeps anything in memory that another client of its instance can change: a
   * mutex, a cache, a list. `false` leaves out the orders that only matter then, and makes a search
   * many times shorter; where it is not true, it hides races. Default `true`.
   */
  readonly sharesMemory?: boolean;
  /**
   * Brings what is stored to the same beginning, before each run. It is given the copy that no client
   * uses, and theirs.
   */
  reset?(own: Awaited<Made>, instances: readonly Awaited<Made>[]): unknown;
  /**
   * What each client sends, by its name, a single capital letter. A client of several requests sends
   * each when the one before it is answered.
   */
  readonly clients: Clients;
  /** Reads what a run has left behind. It is given the same as `reset`. */
  look?(own: Awaited<Made>, instances: readonly Awaited<Made>[]): Looked;
  /**
   * Says what is wrong with the end of a run, in one sentence, or returns nothing. An `AssertionError`
   * that it throws counts as such a sentence; any other error is one of the set-up.
   */
  judge(end: ServiceEnd<Clients, Awaited<Looked>>): Violation | Promise<Violation>;
  /** Which errors a client may end with. Without it, a request that rejects is a violation. */
  mayReject?(error: unknown, client: string): boolean;
  /**
   * What is meant to happen, and is wrong otherwise: that clients wait for ever (`stuck`), get any
   * error (`rejected`), or do nothing that is controlled (`idle`).
   */
  readonly accepts?: readonly Acceptable[];
  /**
   * Describes the end of a run: two runs with the same text ended alike. By default, it is what each
   * client was answered and what `look` returned, with every UUID and every time named in the order in
   * which they appear.
   */
  outcome?(end: ServiceEnd<Clients, Awaited<Looked>>): string;
  /**
   * How long `instance`, `reset`, `look` and `judge` may take, in milliseconds of real time, before the
   * search ends with an `ExplorationError`. Default 30,000.
   */
  readonly setUpLimitMs?: number;
}

/** What is wrong with a run unless its service says that it is meant. */
export type Acceptable = 'stuck' | 'rejected' | 'idle';

/** One request to an instance. What it returns is the client's answer. */
export type Request<Instance> = (instance: Instance) => unknown;

/** What a client sends: one request, or several, one after the other. */
export type Requests<Instance> = Request<Instance> | readonly Request<Instance>[];

/** A client: what it sends, alone or with how it is called and where it runs. */
export type ServiceClient<Instance> =
  | Requests<Instance>
  | {
      /** What it is about to do, in a few words, for the timeline. */
      readonly label?: string;
      /** Which copy of the service it is a client of, counted from 0. */
      readonly instance?: number;
      readonly requests: Requests<Instance>;
    };

/** The clients of a service by name. */
export type ServiceClients<Instance> = Readonly<Record<string, ServiceClient<Instance>>>;

/** What a judge returns: a sentence, or nothing where all is well. */
export type Violation = string | undefined | null | false | void;

/** The end of a run, as the service's judge sees it. */
export interface ServiceEnd<Clients, Seen = undefined> {
  /**
   * What each client was answered; of several requests, a list. A client that has crashed, waits for
   * ever or got an error instead has none.
   */
  readonly answers: { readonly [Name in keyof Clients]?: AnswerOf<Clients[Name]> };
  /** The error of each client whose request has rejected. */
  readonly errors: { readonly [Name in keyof Clients]?: unknown };
  /** What `look` returned. */
  readonly seen: Seen;
  readonly ending: Ending;
  /** The run itself, turn by turn. */
  readonly run: RunRecord;
}

/** What a client is answered. */
export type AnswerOf<Client> = Client extends { readonly requests: infer Inner }
  ? AnswerOf<Inner>
  : Client extends readonly ((...args: never[]) => infer Answer)[]
    ? readonly Awaited<Answer>[]
    : Client extends (...args: never[]) => infer Answer
      ? Awaited<Answer>
      : never;
