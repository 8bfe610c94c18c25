import type { Account } from './account.ts';

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

/** What the fraud screening is asked about. */
export type ScreeningRequest =
  | { readonly kind: 'withdrawal'; readonly account: number; readonly amount: number }
  | {
      readonly kind: 'transfer';
      readonly account: number;
      readonly to: number;
      readonly amount: number;
    };

/**
 * The fraud screening: a slow call to another service, awaited once by every withdrawal and every
 * transfer. Resolves when the request may go on.
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
