import { OwnConnections } from '@workbook/explorer';
import { DatabaseSnapshot } from './postgres-snapshot.ts';
import { RedisSnapshot } from './redis-snapshot.ts';

/**
 * The judge's own connections to the storage of one attempt, kept from one race to the next: to connect to
 * PostgreSQL takes longer than a run. They open when they are first asked for.
 */
export class KeptConnections implements AsyncDisposable {
  /** What the explorer asks servers over. */
  readonly explorer = new OwnConnections();
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
