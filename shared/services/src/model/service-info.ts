/** Where a server came from: the run that started this process, a url that was set, or a way to start one. */
export type ServiceSource =
  | 'parent'
  | 'url'
  | 'embedded'
  | 'system'
  | 'distribution'
  | 'containers';

/** A running server that answers at `url`. */
export interface ServiceInfo {
  /**
   * `postgres://user:password@host:port/database` or `redis://:password@host:port/0`. It holds the
   * password, so keep it out of logs.
   */
  readonly url: string;
  readonly source: ServiceSource;
  /** What the server calls itself: `18.4`, `7.0.15`. */
  readonly version: string;
}

/** The servers that were asked for. Disposing stops those that were started, and only those. */
export interface Services extends AsyncDisposable {
  readonly postgres?: ServiceInfo;
  readonly redis?: ServiceInfo;
}

/** A server together with the way to stop it. Disposing twice is harmless. */
export interface RunningService extends AsyncDisposable {
  readonly info: ServiceInfo;
}

/** A server of our own that can be broken on purpose, to see what its users do then. */
export interface BreakableService extends RunningService {
  /** Ends it as an administrator would: sessions are cut off, what is committed stays. */
  halt(): Promise<void>;
  /** Starts it again where it was: same address, same password. Redis has kept nothing. */
  start(): Promise<void>;
  /** Stops its main process where it is (SIGSTOP): connections stay, and nothing is answered. */
  freeze(): Promise<void>;
  /** Lets it go on. */
  thaw(): Promise<void>;
}

/** Told what is going on, one sentence at a time. */
export type OnProgress = (sentence: string) => void;
