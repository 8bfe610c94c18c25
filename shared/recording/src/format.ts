/**
 * A race on a step as it was recorded: every order in which its clients can be let go, as the explorer has run
 * them, in a form that is played without a server.
 *
 * What is stored is a graph. A *position* is where a run stands between two moves, and a *turn* leads from one
 * to the next. Orders that differ only in turns that have nothing to do with each other meet in the same
 * position, so that the graph is small where the orders are millions. A way from position 0 to a position with
 * an end is an order; its moves, one after the other, are its schedule, as the terminal writes it: `AAABBBBA`.
 *
 * Numbers that stand for something are places in the lists of this recording, counted from 0.
 */
export interface Recording {
  /** Raised when a field changes its meaning or goes away. */
  readonly format: 1;
  /** A hash of the race and of the code that ran: with another one, the recording is out of date. */
  readonly inputs: string;
  readonly race: RecordedRace;
  readonly step: RecordedStep;
  /** In the order of their columns. */
  readonly clients: readonly RecordedClient[];
  readonly counts: Counts;
  /** Position 0 is the beginning. What a turn leads to never comes before where it starts. */
  readonly positions: readonly Position[];
  /** What happens in a turn, each once, wherever it happens. */
  readonly turns: readonly RecordedTurn[];
  readonly ends: readonly End[];
  /** What the stores hold at a moment: for each moment, its parts. */
  readonly moments: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  /** The code that ran: all files that a place names. */
  readonly files: readonly SourceFile[];
}

/** What the race is. */
export interface RecordedRace {
  /** `lost-update-two-instances`, as commands and addresses call it. */
  readonly id: string;
  /** The same for people. */
  readonly name: string;
  /** The standard name of what goes wrong. */
  readonly anomaly: string;
  /** What the race asks, to be answered with yes or no; yes is good. */
  readonly question: string;
  /** How many copies of the service run. */
  readonly instances: number;
}

/** Whose code it ran on. */
export interface RecordedStep {
  /** `05`. */
  readonly number: string;
  /** The title of its lesson. */
  readonly title: string;
}

/** Who takes part. */
export interface RecordedClient {
  /** A single capital letter. */
  readonly name: string;
  /** The copy of the service that it speaks to, counted from 0. */
  readonly instance: number;
  /** What it asks for, one after the other: `withdraw 30 from ann`. */
  readonly requests: readonly string[];
  /** The client that sends again under this letter what was not answered, to another instance. */
  readonly secondTryOf?: string;
}

/** How many orders there are: the numbers of the course map. */
export interface Counts {
  /** `possible`: some order breaks the race. `prevented`: none does, and all were looked at. */
  readonly verdict: 'prevented' | 'possible' | 'inconclusive';
  /** The orders that were looked at. */
  readonly orders: number;
  /** Those of them that break the race. */
  readonly breaking: number;
  /** The orders that cannot happen: a client would have to go on while it waits, or send again what may still be answered. */
  readonly impossible: number;
  /** Runs that differ in more than turns which have nothing to do with each other; each stands for its orders. */
  readonly runs: number;
  readonly breakingRuns: number;
  /**
   * Whether every order that can happen was looked at. If not, the search has ended when it had seen enough: each
   * order that was looked at is a way through the graph, and there are more orders than these.
   */
  readonly complete: boolean;
  /** The schedule that the terminal shows of a race that can happen: with the fewest changes of client. */
  readonly first?: string;
}

/** Where a run stands between two moves, with everything at rest. */
export interface Position {
  /** Which turns can come next, and where each of them leads: `[turn, position]`. None at an end. */
  readonly next: readonly (readonly [turn: number, position: number])[];
  /** What the stores hold here: a place in `moments`. */
  readonly moment: number;
  /** How a run ends that has come here: a place in `ends`. Absent where it goes on. */
  readonly end?: number;
}

/** What one move of the scheduler did. */
export interface RecordedTurn {
  readonly client: string;
  /** The move as it stands in a schedule: `A`, with a sign after it for a fault or a victim: `A+`, `Ba`. */
  readonly move: string;
  readonly fault?: FaultName;
  readonly kind: 'start' | 'sql' | 'redis' | 'file' | 'timer' | 'http' | 'call' | 'reply';
  /** Which store it goes to; absent where it goes to none. */
  readonly store?: 'postgres' | 'redis' | 'files';
  /** What it does in plain words: `reads account 1 and locks its row`. */
  readonly words: string;
  /** What it does and what came of it, as the terminal's timeline says it: `SELECT account 1 → balance 100`. */
  readonly caption: string;
  /** What was sent, word for word, where that is more than the words: a statement, a command, a file call. */
  readonly raw?: string;
  /** What stands in the places `$1`, `$2`, … of a statement. */
  readonly parameters?: readonly string[];
  /** What came back at once, in a few words: `balance 100`, `1 row`. Absent where nothing did. */
  readonly reply?: string;
  /** The code that asked for it: `accounts.ts:61`. */
  readonly place?: string;
  /** `waiting`: the client waits now. `crashed`, `paused`: what its instance does. */
  readonly outcome: 'done' | 'waiting' | 'crashed' | 'paused';
  /** The clients that hold what it waits for. */
  readonly waitsFor?: readonly string[];
  /** What this turn brings about beside itself, in its order: each is a line of a client's column. */
  readonly also?: readonly Also[];
  /** The clients that wait for each other in a circle, of which the database has cancelled one. */
  readonly deadlock?: { readonly victim: string; readonly members: readonly string[] };
  /** Whether it changes what others can see: the last such turn of an order that breaks does the damage. */
  readonly changes?: true;
  /** Whether it begins a transaction. */
  readonly begins?: true;
}

/** What may strike a client's instance, or its Redis. */
export type FaultName =
  | 'crash-before'
  | 'crash-after'
  | 'crash-half'
  | 'pause'
  | 'late-reply'
  | 'redis-away'
  | 'redis-failover'
  | 'time-passes';

/** What a turn brings about for a client. */
export interface Also {
  readonly client: string;
  /**
   * `released`: what the client has waited for in a store has come, with its reply. `waits`: it waits inside the
   * process, from here on. `goes on`: it does no more. `inside`: it takes a lock inside the process, or gives one
   * back. `answer`: its request is answered. `finished`: it has nothing more to ask for.
   */
  readonly what: 'released' | 'waits' | 'goes on' | 'inside' | 'answer' | 'finished';
  /** As the terminal's timeline says it: `… goes on → balance 100`, `= 200 ann 150`. Absent where that has no line. */
  readonly caption?: string;
  readonly place?: string;
  /** The client that holds what it waits for, where that is known. */
  readonly waitsFor?: string;
}

/** How a run ends. */
export interface End {
  /** What every client was answered, and what there is at the end, in one line. */
  readonly outcome: string;
  /** What every client was answered, request by request; absent for one that did not begin. */
  readonly answers: readonly { readonly client: string; readonly answer: string }[];
  /** What the accounts hold: `ann 70`; absent where they cannot be read. */
  readonly accounts?: readonly string[];
  /** What is broken, in one sentence. Absent at a good end. */
  readonly violation?: string;
  /**
   * At a good end: the requests in an order in which they could have come one at a time, with the same answers
   * and the same end. Absent where the race is not judged by that alone.
   */
  readonly explainedBy?: readonly Explaining[];
  /** At a bad end: each one-at-a-time order, and what contradicts it. */
  readonly contradictions?: readonly Contradiction[];
  /** The client that has left a transaction open: its beginning is to blame. */
  readonly leftOpen?: string;
  /** Whether only requests after the run have noticed it: then no turn is known to have done it. */
  readonly noticedAfterwards?: true;
}

/** A request in a one-at-a-time order. */
export interface Explaining {
  readonly client: string;
  /** `withdraw 30 from ann`. */
  readonly request: string;
  /** `200 ann 70`; absent when it never came. */
  readonly answer?: string;
}

/** A one-at-a-time order that is not what happened. */
export interface Contradiction {
  readonly order: readonly Explaining[];
  /** The first thing that does not fit, in one sentence: `B would have been answered 200 ann 120, and was answered 200 ann 150`. */
  readonly because: string;
}

/** One thing that the stores hold at a moment. */
export type Part = StoredTable | StoredKey | StoredFile | StoredList;

/** A table of a database, with the versions of its rows as they lie there. */
export interface StoredTable {
  readonly kind: 'table';
  readonly name: string;
  readonly columns: readonly string[];
  /** The versions of one row stand one after the other, the oldest first. */
  readonly versions: readonly RowVersion[];
}

/** A version of a row: an update makes a new one, and the old one stays for those who still see it. */
export interface RowVersion {
  /** What each column holds. */
  readonly values: readonly string[];
  /** The transaction that has made it. */
  readonly made: Transaction;
  /** The transaction that has put another in its place, or deleted it; absent while none has. */
  readonly ended?: Transaction;
  /** Who has locked the row, and how. */
  readonly locks?: readonly RowLock[];
}

/** Whose transaction it is, and what has become of it at this moment. */
export interface Transaction {
  /** The client; absent for what was there before the race. */
  readonly client?: string;
  /** Which of the client's transactions it is, of those that have changed or locked something, counted from 1. */
  readonly number?: number;
  readonly state: 'in progress' | 'committed' | 'aborted';
}

/** A lock of a row. */
export interface RowLock {
  readonly client: string;
  /** `FOR UPDATE`, `FOR NO KEY UPDATE`, `FOR SHARE`, `FOR KEY SHARE`: what the holder has asked for or done. */
  readonly mode: string;
}

/** A key of Redis. */
export interface StoredKey {
  readonly kind: 'key';
  readonly name: string;
  readonly value: string;
  /** How long it has to live, in milliseconds of the run's own clock, rounded up to seconds; absent where it stays for good. */
  readonly leftMs?: number;
}

/** A file. */
export interface StoredFile {
  readonly kind: 'file';
  /** Its path within the folder of the service. */
  readonly name: string;
  readonly text: string;
}

/** What is kept in the memory of an instance, as a list of all accounts says it. */
export interface StoredList {
  readonly kind: 'list';
  /** Counted from 0. */
  readonly instance: number;
  /** `ann 100`. */
  readonly accounts: readonly string[];
}

/** A file of the code that ran. */
export interface SourceFile {
  /** As places name it: `accounts.ts`. */
  readonly name: string;
  readonly text: string;
}
