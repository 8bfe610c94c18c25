import type { RunKind } from '../folders/names.ts';

/** What a supervisor is told to do, as one line of JSON on its standard input. */
export interface Assignment {
  /** Where the run's own folder is made, and what for. */
  readonly parentFolder: string;
  readonly kind: RunKind;
  /** The account that the commands run under, when it is not the caller's own. */
  readonly account?: Account;
  /** The whole environment of the commands: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Text files for the run's home, written before anything runs, readable by the account only. */
  readonly files: Readonly<Record<string, string>>;
  /** Commands that run until they exit, one after another, before the server starts. */
  readonly preparation: readonly Command[];
  /** The server. Without one, the run is ready once its preparation is done. */
  readonly server?: Command & {
    /** A regular expression; the server is ready once a line of its output matches. */
    readonly readyPattern: string;
    /** The signal that ends the server at once; its data is thrown away. */
    readonly stopSignal: NodeJS.Signals;
  };
}

/**
 * An account of the system, by name and by number: a process takes its user and group by number.
 */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Stands for the run's home folder in arguments. No path and no argument can hold a zero itself. */
export const homeMark = '\0home';

/** In `args`, `homeMark` stands for the run's home folder. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Runs under the caller's own account instead of the assignment's. */
  readonly asCaller?: boolean;
}

/** What a supervisor may be told later, one line of JSON each, one at a time. */
export type Order =
  /** Ends the server by this signal and leaves its data alone. Answered by `halted`. */
  | { readonly type: 'halt'; readonly signal: NodeJS.Signals }
  /** Starts a halted server again, on the same data and port. Answered by `ready`. */
  | { readonly type: 'start' }
  /** Stops the server's process, and that one alone, where it is. Answered by `frozen`. */
  | { readonly type: 'freeze' }
  /** Lets a frozen server go on. Answered by `thawed`. */
  | { readonly type: 'thaw' };

/** What a supervisor reports, one line of JSON each on its standard output. */
export type Report =
  /** The run's folder exists; `home` inside it belongs to the account. */
  | { readonly type: 'folder'; readonly folder: string; readonly home: string }
  | { readonly type: 'ready' }
  | { readonly type: 'halted' }
  | { readonly type: 'frozen' }
  | { readonly type: 'thawed' }
  /** A command failed, or the server ended by itself. `output` is the end of what it printed. */
  | { readonly type: 'failed'; readonly reason: string; readonly output: string };

/**
 * What a run's folder says about its server, for the process that cleans up after a dead
 * supervisor.
 */
export interface ServerRecord {
  readonly pid: number;
  readonly identity: string;
  readonly stopSignal: NodeJS.Signals;
}

/** The names inside a supervisor's run folder, besides its marks. */
export const runFolder = {
  /** The `ServerRecord`. */
  server: 'server.json',
  /** What belongs to the server: its data and its configuration. */
  home: 'home',
} as const;
