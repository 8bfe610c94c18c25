import type { Account, OwnerReport, VersionedAccount } from './account.ts';

/**
 * What every step implements. Amounts are whole minor units. Each method either does all of its
 * work and returns what it stored, or throws a `DomainError` and changes nothing.
 */
export interface Accounts {
  /** Opens an account with `opening >= 0`. Its id was never used before. */
  open(owner: string, opening: number): Promise<Account>;
  find(id: number): Promise<Account>;
  /** All open accounts, by ascending id. */
  list(): Promise<Account[]>;
  deposit(id: number, amount: number): Promise<Account>;
  withdraw(id: number, amount: number): Promise<Account>;
  /** Moves `amount` between two different accounts: both change, or neither does. */
  transfer(from: number, to: number, amount: number): Promise<{ from: Account; to: Account }>;
  /** Closes an empty account. */
  close(id: number): Promise<void>;
}

/**
 * Accounts that count their changes. A client that reads an account in one request and edits it in
 * the next holds no lock in between, and must not hold one: people go to lunch. So the edit says
 * which version it was decided on, and the storage refuses it when that is no longer the account's.
 *
 * The storage makes that comparison and the change in one act, because only it can. A method that
 * is given an `expectedVersion` throws `UnknownAccount` if there is no such account, then
 * `VersionMismatch` if the account is at another version, and only then looks at balances: whether
 * an edit of an old version had enough money does not matter. It does not try again with the new
 * version, because the decision was made on the old one. Without an `expectedVersion` the methods
 * do what those of `Accounts` do.
 */
export interface VersionedAccounts extends Accounts {
  open(owner: string, opening: number): Promise<VersionedAccount>;
  find(id: number): Promise<VersionedAccount>;
  list(): Promise<VersionedAccount[]>;
  deposit(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount>;
  withdraw(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount>;
  /** Raises both versions. It names none: whether it is right depends on the money alone. */
  transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: VersionedAccount; to: VersionedAccount }>;
  /**
   * Gives the account another owner. The version is not optional here: a sum is right after any
   * other sum, but a name overwrites the name that another client has just put in its place.
   */
  rename(id: number, owner: string, expectedVersion: number): Promise<VersionedAccount>;
  close(id: number, expectedVersion?: number): Promise<void>;
}

/** Accounts that can say what an owner holds altogether. */
export interface ReportingAccounts extends Accounts {
  /** Adds up the accounts of `owner`, as they are at one moment. An owner without any has 0 of 0. */
  report(owner: string): Promise<OwnerReport>;
}

/** What a client calls a request, so that it can send it again without asking for it twice. */
export interface RequestKey {
  /** 1 to 255 visible ASCII characters, as the client has chosen them. */
  readonly text: string;
  /** To be called when the answer that is given is the one of an earlier request with this key. */
  replayed(): void;
}

/**
 * Accounts that know a request by its key. A request that comes with a key is carried out once: all
 * that come with it later are given what the first was given, the refusal included, and change
 * nothing. `Unavailable`, `Conflict` and `KeyInUse` are no answers to keep: after them, the same key
 * may be sent again. Throws `KeyReused` when the request is another one than the first with this key,
 * and `KeyInUse` when that one is still at work and does not come to an end in good time.
 */
export interface KeyedAccounts extends Accounts {
  /** How long a key is remembered. Later, the same key is a new request. */
  readonly keysLastMs: number;
  open(owner: string, opening: number, key?: RequestKey): Promise<Account>;
  deposit(id: number, amount: number, key?: RequestKey): Promise<Account>;
  withdraw(id: number, amount: number, key?: RequestKey): Promise<Account>;
  transfer(
    from: number,
    to: number,
    amount: number,
    key?: RequestKey,
  ): Promise<{ from: Account; to: Account }>;
}

/** What the fraud screening is asked about. */
export type ScreeningRequest =
  | { readonly kind: 'opening'; readonly owner: string; readonly amount: number }
  | { readonly kind: 'withdrawal'; readonly account: number; readonly amount: number }
  | {
      readonly kind: 'transfer';
      readonly account: number;
      readonly to: number;
      readonly amount: number;
    };

/**
 * The fraud screening: a slow call to another service, awaited once by every opening, withdrawal
 * and transfer. Resolves when the request may go on.
 */
export type Screen = (request: ScreeningRequest) => Promise<void>;

/** What a step's storage may need. A step takes what it uses and ignores the rest. */
export interface Resources {
  readonly screen: Screen;
  readonly postgres: {
    /** `postgres://user:password@host:port/database`. */
    readonly url: string;
    /** The most connections that one instance may hold. */
    readonly poolSize: number;
    /** How long a statement may wait for a row lock before the server gives it up. */
    readonly lockTimeoutMs: number;
  };
  readonly redis: {
    /** `redis://:password@host:port/database`. */
    readonly url: string;
  };
  /** An existing folder that belongs to this service alone. */
  readonly dataFolder: string;
}

/** A step's `Accounts` together with what must be closed at the end: connections, files, timers. */
export type OpenAccounts = Accounts & AsyncDisposable;

/** What a step's `src/accounts.ts` exports, and what an attempt must export. */
export type CreateAccounts = (resources: Resources) => Promise<OpenAccounts>;
