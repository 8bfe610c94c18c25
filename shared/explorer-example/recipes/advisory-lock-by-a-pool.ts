import { defineService, yieldPoint } from '@workbook/explorer';
import type { Pool } from 'pg';
import { inTransaction, openPool } from './database.ts';

export const broken = race(async (pool, price) => {
  // The pool picks a connection for each query, and the lock belongs to that connection.
  await pool.query('select pg_advisory_lock(1)');
  const { rows } = await pool.query('select total from sales');
  await pool.query('update sales set total = $1', [rows[0].total + (await price())]);
  await pool.query('select pg_advisory_unlock(1)');
});

export const repaired = race((pool, price) =>
  inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(1)');
    const { rows } = await client.query('select total from sales');
    await client.query('update sales set total = $1', [rows[0].total + (await price())]);
  }),
);

function race(sell: (pool: Pool, price: () => Promise<number>) => Promise<void>) {
  const price = () => yieldPoint('GET /price', async () => 5);
  return defineService({
    instance: openPool,
    sharesMemory: true, // the pool is in memory, and its connections decide
    reset: ({ pool }) =>
      pool.query('drop table if exists sales; create table sales as select 0 as total'),
    clients: { A: ({ pool }) => sell(pool, price), B: ({ pool }) => sell(pool, price) },
    look: async ({ pool }) => (await pool.query('select total from sales')).rows[0].total,
    judge: ({ seen }) => seen !== 10 && `sold for 10, and the total is ${seen}`,
  });
}
