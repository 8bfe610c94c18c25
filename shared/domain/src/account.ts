/** A bank account, as every step keeps it. */
export interface Account {
  /** A positive whole number. An id is never used again, not even after the account is closed. */
  readonly id: number;
  readonly owner: string;
  /**
   * Whole minor units (cents), `0 <= balance <= maxBalance`. Where the accounts of an owner stand in for
   * each other, one may be below zero, as far as the others hold enough.
   */
  readonly balance: number;
}

/** An account that can be told from what it was before, for storages that keep count. */
export interface VersionedAccount extends Account {
  /**
   * Counts the changes of this account: 1 when it is opened, and one more whenever its owner or its
   * balance is stored anew. Like an id it is at most 2147483647, so that every storage can keep it
   * in its ordinary integer.
   */
  readonly version: number;
}

/** What an owner holds altogether. */
export interface OwnerReport {
  readonly owner: string;
  /** How many open accounts the owner has. */
  readonly accounts: number;
  /** The sum of their balances. */
  readonly total: number;
}

/** How many open accounts one owner may have, where that is limited. */
export const maxAccountsOfOwner = 2;

/** The largest balance that JavaScript adds and subtracts without rounding. */
export const maxBalance = Number.MAX_SAFE_INTEGER;
