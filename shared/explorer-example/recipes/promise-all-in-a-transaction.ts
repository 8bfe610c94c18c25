import { defineService } from '@workbook/explorer';
import type { Pool, PoolClient } from 'pg';
import { inTransaction, openPool } from './database.ts';

export const broken = race(async (client) => {
  // When one of them rejects, ROLLBACK is sent, and the other one is still at work.
  await Promise.all([takeOne(client), writeOrder(client)]);
});

export const repaired = race(async (client) => {
  await takeOne(client);
  await writeOrder(client);
});

async function takeOne(client: PoolClient): Promise<void> {
  const { rowCount } = await client.query(
    'update stock set left_over = left_over - 1 where left_over > 0',
  );
  if (rowCount === 0) throw new SoldOut('there is none left');
}

async function writeOrder(client: PoolClient): Promise<void> {
  await client.query(`insert into orders values ('an order')`);
  await client.query(`insert into orders values ('its line')`);
}

class SoldOut extends Error {}

function race(order: (client: PoolClient) => Promise<void>) {
  const buy = async (pool: Pool) => {
    await inTransaction(pool, order);
    return 'bought';
  };
  return defineService({
    instance: openPool,
    sharesMemory: false,
    reset: ({ pool }) =>
      pool.query(`drop table if exists stock, orders;
        create table stock as select 1 as left_over; create table orders (what text)`),
    clients: { A: ({ pool }) => buy(pool), B: ({ pool }) => buy(pool) },
    mayReject: (error) => error instanceof SoldOut,
    look: async ({ pool }) => (await pool.query('select what from orders')).rows,
    judge: ({ seen }) =>
      seen.length !== 2 && `one was bought, and ${seen.length} rows tell of it, not 2`,
  });
}
