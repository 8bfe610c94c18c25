import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/**
 * Sessions that are idle tell the server of their transactions every ten seconds, so the counters
 * are complete only when no session has done anything for a little longer.
 */
export const countersLagMs = 10_500;

const sampleEveryMs = 50;

/** How many sessions of a database were at work, and how many of them waited for a lock. */
export interface LockWaits {
  readonly busy: number;
  readonly waiting: number;
}

/** Looks at a database from outside, over one connection, and leaves what is measured alone. */
export class DatabaseWatch implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<DatabaseWatch> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new DatabaseWatch(client);
  }

  async maxConnections(): Promise<number> {
    const { rows } = await this.#client.query<{ max_connections: string }>('show max_connections');
    return Number(rows[0]?.max_connections ?? 0);
  }

  /** How many transactions of the database were rolled back since it was made. */
  async rollbacks(database: string): Promise<number> {
    const { rows } = await this.#client.query<{ count: string }>(
      'select xact_rollback as count from pg_stat_database where datname = $1',
      [database],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** Counts now and then the sessions that wait for a lock, until `work` is done. */
  async duringLockWaits<T>(database: string, work: Promise<T>): Promise<[T, LockWaits]> {
    const isDone = work.then(
      () => true,
      () => true,
    );
    const sums = { busy: 0, waiting: 0 };
    do {
      const { rows } = await this.#client.query<{ busy: number; waiting: number }>(
        `select count(*)::int as busy, (count(*) filter (where wait_event_type = 'Lock'))::int as waiting
         from pg_stat_activity where datname = $1 and state <> 'idle'`,
        [database],
      );
      sums.busy += rows[0]?.busy ?? 0;
      sums.waiting += rows[0]?.waiting ?? 0;
    } while (!(await Promise.race([isDone, delay(sampleEveryMs, false)])));
    return [await work, sums];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
