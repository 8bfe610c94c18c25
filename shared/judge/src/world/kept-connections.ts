import type { Account } from '@workbook/domain';
import { OwnConnections } from '@workbook/explorer';
import { DatabaseSnapshot, type Recorded } from './postgres-snapshot.ts';
import { RedisSnapshot } from './redis-snapshot.ts';

/** The accounts that a race begins with, and what the database holds then. */
export interface KnownBeginning {
  readonly accounts: readonly Account[];
  readonly recorded: Recorded;
}

/**
 * The judge's own connections to the storage of one attempt, kept from one race to the next: to connect to
 * PostgreSQL takes longer than a run. They open when they are first asked for. With them is kept what one race has
 * found out that is as true in the next one.
 */
export class KeptConnections implements AsyncDisposable {
  /** What the explorer asks servers over. */
  readonly explorer = new OwnConnections();
  /** The requests, with their answers, that were seen to go on used instances as on new ones. */
  readonly triedParts = new Set<string>();
  /** What races begin with that keep it in the database alone, by what is asked for before them. */
  readonly beginnings = new Map<string, KnownBeginning>();
  #database: Promise<DatabaseSnapshot> | undefined;
  #redis: Promise<RedisSnapshot> | undefined;

  /** What brings the database at `url` back to a recorded state. */
  databaseAt(url: string): Promise<DatabaseSnapshot> {
    this.#database ??= DatabaseSnapshot.open(url);
    return this.#database;
  }

  /** The same for the Redis database at `url`. */
  redisAt(url: string): Promise<RedisSnapshot> {
    this.#redis ??= RedisSnapshot.open(url);
    return this.#redis;
  }

  /** Closes all that is open. Throws what leaving the Redis empty throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    const open = [this.#database, this.#redis];
    this.#database = undefined;
    this.#redis = undefined;
    await this.explorer[Symbol.asyncDispose]();
    // What did not open has been told of where it was asked for.
    for (const opening of open)
      await (await opening?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}
