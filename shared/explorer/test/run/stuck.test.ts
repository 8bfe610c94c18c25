import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { explore } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('stuck_with_pools');

interface Shop {
  readonly pool: pg.Pool;
}

const take = async ({ pool }: Shop) => {
  await pool.query('update stock set amount = amount - 5');
  return 'taken';
};

/** Holds the row in a transaction, and goes on with that by `rest`. */
const holding = (rest: (shop: Shop) => Promise<unknown>) => async (shop: Shop) => {
  const client = await shop.pool.connect();
  await client.query('begin');
  await client.query('update stock set amount = 1');
  await rest(shop);
  await client.query('commit');
  client.release();
};

/** How runs of a shop with one row end, each order by itself, and what is wrong with the first. */
async function endsOf(A: (shop: Shop) => Promise<unknown>, accepts: readonly 'stuck'[]) {
  const { outcomes, first } = await explore(
    {
      instance: () => {
        const pool = new pg.Pool({ connectionString: database.url });
        return { pool, close: () => pool.end() };
      },
      reset: ({ pool }) =>
        pool.query(`create table if not exists stock (amount int);
          truncate stock; insert into stock values (100)`),
      clients: { A, B: take },
      look: async ({ pool }) => (await pool.query('select amount from stock')).rows[0].amount,
      judge: () => undefined,
      accepts,
    },
    { postgresUrl: database.url, reduction: 'none' },
  );
  return { outcomes, violation: first?.violation };
}

describe('a client that never ends its transaction', () => {
  it('leaves nothing to one that waits for its row: that ends first', async () => {
    const never = holding(() => new Promise(() => {}));
    const { outcomes } = await endsOf(never, ['stuck']);
    assert.deepEqual(outcomes, [
      'A: no answer; B: "taken" → 95 (stuck)',
      'A: no answer; B: no answer → 100 (stuck)',
    ]);
  });

  it('is stuck where it waits for itself behind another one, and PostgreSQL sees no deadlock', async () => {
    const { outcomes, violation } = await endsOf(holding(take), []);
    assert.deepEqual(outcomes, [
      'A: no answer; B: "taken" → 95 (stuck)',
      'A: no answer; B: no answer → 100 (stuck)',
    ]);
    assert.equal(violation, 'no client can go on: A waits for A, B waits for A');
  });
});

describe('a pool that is not made in instance()', () => {
  it('loses its connections with the copy that has used them, and its service is told so', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    pool.on('error', () => {});
    const read = async () => (await pool.query('select 1 as one')).rows;
    const shop = {
      instance: () => ({}),
      reset: () => pool.query('select 2'),
      clients: { A: read, B: read },
      judge: () => 'wrong',
    };
    await assert.rejects(explore(shop, { postgresUrl: database.url }), {
      name: 'ExplorationError',
      message:
        'reset() has failed: Connection terminated unexpectedly: make each pool in instance(), as the explorer ends the connections of a copy with it',
    });
    await pool.end();
  });
});
