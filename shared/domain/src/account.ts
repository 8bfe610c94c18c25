/** A bank account, as every step keeps it. */
export interface Account {
  /** A positive whole number. An id is never used again, not even after the account is closed. */
  readonly id: number;
  readonly owner: string;
  /** Whole minor units (cents), `0 <= balance <= maxBalance`. */
  readonly balance: number;
}

/** The largest balance that JavaScript adds and subtracts without rounding. */
export const maxBalance = Number.MAX_SAFE_INTEGER;
