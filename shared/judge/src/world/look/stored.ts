/** What the stores of a race hold at a moment, seen from outside. */
export interface Stored {
  readonly tables: readonly StoredTable[];
  readonly keys: readonly StoredKey[];
  readonly files: readonly StoredFile[];
  /** What each instance says of itself, where it keeps the accounts in its memory. */
  readonly lists: readonly StoredList[];
}

/** A table, with the versions of its rows as they lie there. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** The versions of one row stand one after the other, the oldest first. */
  readonly versions: readonly RowVersion[];
}

/** An update makes a new version, and the old one stays for those who still see it. */
export interface RowVersion {
  readonly values: readonly string[];
  readonly made: Transaction;
  /** What has put another version in its place, or deleted the row; absent while nothing has. */
  readonly ended?: Transaction;
  /** Which clients have locked the row, and how. */
  readonly locks?: readonly { readonly client: string; readonly mode: string }[];
}

/** Whose transaction it is, and what has become of it. */
export interface Transaction {
  /** Absent for what was there before the race. */
  readonly client?: string;
  /** Which of the client's transactions with a number of its own in the database, counted from 1. */
  readonly number?: number;
  readonly state: 'in progress' | 'committed' | 'aborted';
}

/** A key of Redis. */
export interface StoredKey {
  readonly name: string;
  readonly value: string;
  /** How long it has to live, rounded up to seconds; absent where it stays. */
  readonly leftMs?: number;
}

/** A file, by its path in the folder of the service. */
export interface StoredFile {
  readonly name: string;
  readonly text: string;
}

/** The accounts that an instance has in its memory. */
export interface StoredList {
  readonly instance: number;
  /** `ann 100`. */
  readonly accounts: readonly string[];
}
