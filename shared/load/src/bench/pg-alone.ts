import pg from 'pg';
import type { Limit } from '../cost/report.ts';
import { oneOf, otherThan, type Slice, type SliceOptions } from './slice.ts';

/** As many connections as one process of a step has. */
const poolSize = 10;

/**
 * The same work without Koa and without the ORM: what the database and its driver can do here. A
 * client is a loop that waits for a connection of the pool, as a request in a step does.
 */
export class PgAlone implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #ids: number[];

  private constructor(pool: pg.Pool, ids: number[]) {
    this.#pool = pool;
    this.#ids = ids;
  }

  /** Makes the table of step 06 in an empty database, with this many accounts. */
  static async open(url: string, accounts: number): Promise<PgAlone> {
    const pool = new pg.Pool({ connectionString: url, max: poolSize });
    await pool.query(
      'create table account (id serial primary key, owner varchar(255) not null, balance bigint not null)',
    );
    const insert =
      "insert into account (owner, balance) select 'load', 1000000 from generate_series(1, $1) returning id";
    const { rows } = await pool.query<{ id: number }>(insert, [accounts]);
    return new PgAlone(
      pool,
      rows.map(({ id }) => id),
    );
  }

  async slice(
    limit: Limit,
    { workload, connections, warmUpMs, sliceMs }: SliceOptions,
  ): Promise<Slice> {
    const fromMs = performance.now() + warmUpMs;
    const toMs = fromMs + sliceMs;
    const latenciesMs: number[] = [];
    let [doneInTime, answered] = [0, 0];
    const client = async () => {
      for (let beganMs = performance.now(); beganMs < toMs; beganMs = performance.now()) {
        await this.#work(limit, workload);
        const nowMs = performance.now();
        answered += 1;
        if (nowMs < fromMs) continue;
        latenciesMs.push(nowMs - beganMs);
        if (nowMs <= toMs) doneInTime += 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, client));
    return { doneInTime, answered, refused: 0, latenciesMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #work(limit: Limit, workload: SliceOptions['workload']): Promise<void> {
    const [hot = 0] = this.#ids;
    switch (workload) {
      case 'hot':
        return this.#move(limit, [[hot, 1]]);
      case 'spread':
        return this.#move(limit, [[oneOf(this.#ids), 1]]);
      case 'transfers': {
        const from = oneOf(this.#ids);
        const to = otherThan(from, this.#ids);
        return this.#move(limit, [
          [from, -1],
          [to, 1],
        ]);
      }
      case 'reads':
        if (Math.random() < 0.1) return this.#move(limit, [[oneOf(this.#ids), 1]]);
        await this.#pool.query('select id, owner, balance from account where id = $1', [
          oneOf(this.#ids),
        ]);
    }
  }

  async #move(limit: Limit, changes: [id: number, amount: number][]): Promise<void> {
    const ordered = changes.toSorted(([a], [b]) => a - b);
    if (limit === 'pg-transaction') return this.#moveInTransaction(ordered);
    const [first, second] = ordered;
    const [id, amount] = first ?? [0, 0];
    if (!second) {
      const update = 'update account set balance = balance + $2 where id = $1 returning balance';
      await this.#pool.query(update, [id, amount]);
      return;
    }
    // A single UPDATE locks its rows in the order in which it finds them; the inner SELECT, in that
    // of the ids, so that two crossed transfers do not wait in a circle.
    const update = `update account set balance = balance + case id when $1 then $2::bigint else $4::bigint end
      from (select id as locked from account where id in ($1, $3) order by id for update) as rows
      where id = locked returning balance`;
    await this.#pool.query(update, [id, amount, ...second]);
  }

  /** Statement by statement what step 06 sends. */
  async #moveInTransaction(changes: [id: number, amount: number][]): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const balances: number[] = [];
      for (const [id, amount] of changes) {
        const { rows } = await client.query<{ balance: string }>(
          'select id, owner, balance from account where id = $1 limit 1 for update',
          [id],
        );
        balances.push(Number(rows[0]?.balance) + amount);
      }
      const cases = changes.map((_, i) => `when $${2 * i + 1} then $${2 * i + 2}::bigint`);
      const ids = changes.map((_, i) => `$${2 * i + 1}`);
      await client.query(
        `update account set balance = case id ${cases.join(' ')} end where id in (${ids.join(', ')})`,
        changes.flatMap(([id], i) => [id, balances[i]]),
      );
      await client.query('commit');
    } finally {
      client.release();
    }
  }
}
