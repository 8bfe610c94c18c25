import type { Client } from 'pg';
import { ExplorationError } from '../../model/errors.ts';
import { uncontrolled } from '../actor.ts';
import { realNowMs } from '../real-time.ts';
import type { Catalog } from './catalog/catalog.ts';
import { readCatalog } from './catalog/read-catalog.ts';
import { postgres } from './library.ts';
import { takeForOwn } from './sent-aside.ts';

/** Asks PostgreSQL which session waits for which, over a connection of its own. */
export class LockMonitor implements AsyncDisposable {
  readonly #client: Client;
  /** Whether sessions of this role may choose how soon they look for a deadlock. */
  readonly mayChooseVictims: boolean;

  private constructor(client: Client, mayChooseVictims: boolean) {
    this.#client = client;
    this.mayChooseVictims = mayChooseVictims;
  }

  /** Connects to the server at `url`. Throws what `pg` throws when it cannot connect. */
  static async open(url: string): Promise<LockMonitor> {
    const { Client } = postgres('a postgresUrl');
    const client = new Client({ connectionString: url, application_name: 'explorer' });
    takeForOwn(client);
    // A broken connection fails the query that is under way, or the next one.
    client.on('error', () => {});
    return uncontrolled(async () => {
      await client.connect();
      await client.query({ text: endsLimits, values: [limits] });
      const { rows } = await client.query(
        `select has_parameter_privilege('deadlock_timeout', 'SET') as allowed`,
      );
      return new LockMonitor(client, rows[0].allowed);
    });
  }

  /**
   * For each of the sessions `pids` that waits for a lock, or for a snapshot that is safe to be read
   * under SERIALIZABLE, the sessions that it waits for. A session that is absent from the answer is
   * not waiting. An autovacuum that stands in the way gives way by itself, so it does not count; nor
   * does this question, for whose snapshot some statements, such as REINDEX CONCURRENTLY, wait.
   */
  async waits(pids: readonly number[], known: ReadonlySet<number>): Promise<Map<number, number[]>> {
    const { rows } = await uncontrolled(() =>
      this.#client.query<{ pid: number; blockers: number[] }>({
        name: 'waits',
        text: `select pid, pg_blocking_pids(pid) || pg_safe_snapshot_blocking_pids(pid) as blockers
               from unnest($1::int[]) pid`,
        values: [pids],
      }),
    );
    const strangers = rows.some(({ blockers }) => blockers.some((pid) => !known.has(pid)));
    const uncounted = strangers ? await this.#uncounted() : new Set<number>();
    return new Map(
      rows
        .map(({ pid, blockers }) => [pid, blockers.filter((b) => !uncounted.has(b))] as const)
        .filter(([, blockers]) => blockers.length > 0),
    );
  }

  /**
   * The sessions that give way by themselves: asked for only when a foreign session is in the way.
   */
  async #uncounted(): Promise<Set<number>> {
    const { rows } = await uncontrolled(() =>
      this.#client.query<{ pid: number }>({
        name: 'uncounted',
        text: `select pid from pg_stat_get_activity(null)
               where backend_type = 'autovacuum worker' or pid = pg_backend_pid()`,
      }),
    );
    return new Set(rows.map(({ pid }) => pid));
  }

  /** Reads what the database says of its tables. */
  async readCatalog(): Promise<Catalog> {
    return await uncontrolled(() => readCatalog(this.#client));
  }

  /** All sessions of this database, this one among them. */
  async sessions(): Promise<DatabaseSessions> {
    const { rows } = await uncontrolled(() =>
      this.#client.query<DatabaseSessions>(
        `select current_database() as database, array_agg(pid) as pids from pg_stat_activity
         where datname = current_database()`,
      ),
    );
    return rows[0] as DatabaseSessions;
  }

  /**
   * Ends these sessions and resolves when the server has forgotten them, their locks included. Asks
   * again and again: PostgreSQL's own way to wait looks every 100 ms only. A session of another database
   * may have got the pid of one that has ended: it is left alone.
   */
  async terminate(pids: readonly number[]): Promise<void> {
    const deadlineMs = realNowMs() + terminationMs;
    for (let left = pids; left.length > 0; ) {
      const { rows } = await uncontrolled(() =>
        this.#client.query<{ pid: number }>({
          name: 'terminate',
          // Not in the WHERE: there, PostgreSQL may call it before it has looked at the pid.
          text: `select pid, pg_terminate_backend(pid) from pg_stat_get_activity(null)
                 where pid = any($1::int[])
                   and datid = (select oid from pg_database where datname = current_database())`,
          values: [left],
        }),
      );
      left = rows.map(({ pid }) => pid);
      if (left.length > 0 && realNowMs() > deadlineMs) {
        throw new ExplorationError(`sessions ${left.join(', ')} do not end`);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await uncontrolled(() => this.#client.end());
  }
}

/** What a role or a database may bound for the code under test, and would end this connection or what it asks. */
const limits = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
];

/** Of the limits `$1`, the server knows those of its version. */
const endsLimits = `select set_config(name, '0', false) from pg_settings where name = any($1)`;

/** The sessions of a database, by their process ids. */
export interface DatabaseSessions {
  readonly database: string;
  readonly pids: readonly number[];
}

/** How long a session may take to end. */
const terminationMs = 10_000;
