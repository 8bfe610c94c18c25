import type { Footprint, RowKey } from './footprint.ts';

/** What an operation was answered, in a form that can be shown and compared. */
export interface Reply {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount?: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
}

/**
 * The kinds of I/O that are controlled. `start` is a client's entry, before its first instruction; `reply` the arrival of
 * one that is late.
 */
export type OperationKind =
  | 'start'
  | 'sql'
  | 'redis'
  | 'file'
  | 'timer'
  | 'http'
  | 'call'
  | 'reply';

/** What an SQL statement says, as far as its text tells. */
export interface SqlSummary {
  readonly verb: SqlVerb;
  /** The tables that it names, each once. */
  readonly tables: readonly string[];
  /** The id of the single row that it picks by `where id = …`; absent where it may be another one. */
  readonly row?: string;
  /** Whether it locks the rows that it reads, as `select … for update` does. */
  readonly locksRows: boolean;
  /** Whether it may lock or change several rows, one after the other. */
  readonly goesThroughRows?: boolean;
  /** Whether what it changes may depend on more than the rows that it changes. */
  readonly decidesBeside?: boolean;
  /** Whether it changes rows, or may do so by code of the database. */
  readonly mayChange?: boolean;
  /** Whether it tells PostgreSQL to cancel or end what another session does. */
  readonly interrupts: boolean;
}

/**
 * What a statement is, by its first word: `begin` is START TRANSACTION, too, `commit` is END,
 * `rollback` is ABORT, `set` is SHOW and RESET, and `savepoint` all that goes on with the transaction:
 * RELEASE, and ROLLBACK TO.
 */
export type SqlVerb =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'set'
  | 'lock'
  | 'other';

/** A statement word for word, with the values that stand for `$1`, `$2`, … in it. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One I/O call of a client, parked before it is sent. */
export interface Operation {
  readonly kind: OperationKind;
  /** What is sent, in one line. The same call has the same text in every run. */
  readonly text: string;
  /** The statement that is sent, when it is one, and the values for its places. */
  readonly sent?: SentStatement;
  /** Where the code asked for it, if that is remembered. */
  readonly call?: Error | undefined;
  /** What its statement says, when it is one. */
  readonly sql?: SqlSummary;
  /** Why it is not known what would come of it, where that is so: it is never sent. */
  readonly undecided?: string | undefined;
  /** What it touches, as known now; asked again whenever the state may have changed. */
  footprint(): Footprint;
  /** Sends it. Settles when it is done, its reply not yet delivered. Must not reject. */
  perform(): Promise<Reply>;
  /** Hands the reply to the code that waits for it. */
  deliver(): void;
  /** Whether it may have waited for a lock: what it had picked by then may be another thing when it goes on. */
  mayHaveWaited?: boolean;
  /** The keys of the rows that it asks for in turn, where that is known, although only its answer shows them. */
  asksFor?: readonly RowKey[];
  /** Fails, as its run is over. */
  refuse?(error: Error): void;
  /** The PostgreSQL session that runs it, if any: it may have to wait for a lock there. */
  readonly session?: Session;
  /** What does all that it is asked for in the order in which it is asked: a connection, where it is no session. */
  readonly lane?: object;
  /** Whether it is several commands, between which its server may serve another client. */
  readonly isPipeline?: boolean;
  /** After how many milliseconds its client would give it up. It does not in a run, where only real time would count. */
  readonly readLimitMs?: number;
  /** Does half of the work, for a crash in the middle of a write. */
  performHalf?(): Promise<Reply>;
  /** Fails as it does when its server is away. */
  performAway?(): Promise<Reply>;
}

/** One connection to PostgreSQL. */
export interface Session {
  /** The server's process id. */
  readonly pid: number;
  readonly instance: number;
  /** Whether a transaction is open, so that it may hold locks. */
  readonly open: boolean;
  /** Whether its transaction has failed, so that it takes nothing but a ROLLBACK. */
  readonly failed: boolean;
  /** The client whose operation it ran last. */
  readonly client: string | undefined;
  /** The locks that its transaction is known to hold. */
  readonly locked: Footprint;
  /** The process ids of the deadlock that it was cancelled for last, its own among them. */
  readonly deadlock: readonly number[];
  /** Whether it may hold locks that its transactions do not give back: advisory ones of the session. */
  readonly mayKeepLocks?: boolean;
  /** After how many milliseconds PostgreSQL ends its wait for a lock, as far as it was told. */
  readonly waitLimitMs?: number;
  /** Sets how long a wait lasts before this session looks for a deadlock, from its next operation on. */
  setDeadlockTimeout(ms: number): void;
}
