import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { beforeCommits } from './before-commits.ts';
import type { Ground } from './ground.ts';

/** How often the database is asked whether all wait, and how long each moment is. */
const looks = 400;
const lookMs = 5;

/** The advisory lock that commits wait for: two numbers, which share no lock with any single one. */
const lock = '2026, 9';

/**
 * Keeps what has changed a row from committing, so that another request is at work at the same time. A statement that
 * is a transaction by itself, and with it a function or a trigger of the database, is one turn for the scheduler of
 * races: here it stands still between its work and its commit.
 */
export class HeldCommits {
  readonly #ground: Ground;
  readonly #session: pg.Client;

  private constructor(ground: Ground, session: pg.Client) {
    this.#ground = ground;
    this.#session = session;
  }

  /** For the tables of the code under test, which are there. What is deferred to the commit by the code itself comes first. */
  static async open(ground: Ground): Promise<HeldCommits> {
    const session = await ground.session();
    await beforeCommits(session, 'zz_wait', `perform pg_advisory_xact_lock_shared(${lock});`);
    return new HeldCommits(ground, session);
  }

  /**
   * What these requests are answered that begin together: each goes on until it waits in the database or has its answer,
   * and only then may any of them commit.
   */
  async during<T>(requests: readonly (() => Promise<T>)[]): Promise<readonly (T | undefined)[]> {
    await this.#session.query(`select pg_advisory_lock(${lock})`);
    let answered = 0;
    const answers = requests.map((ask) =>
      this.#ground.patiently(
        ask().finally(() => {
          answered += 1;
        }),
      ),
    );
    for (let look = 0; look < looks; look += 1) {
      if (answered + (await this.#waiting()) >= requests.length) break;
      await delay(lookMs);
    }
    await this.#session.query(`select pg_advisory_unlock(${lock})`);
    return await Promise.all(answers);
  }

  /** How many sessions wait for a lock. */
  async #waiting(): Promise<number> {
    const { rows } = await this.#session.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity
       where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
    );
    return rows[0]?.count ?? 0;
  }
}
