import { defineService } from '@workbook/explorer';
import type { Pool } from 'pg';
import { inTransaction, openPool } from './database.ts';

const insert = `insert into orders values ('an order') returning what`;
const countAll = 'select count(*)::int as count from orders';

export const broken = race((pool) =>
  inTransaction(pool, async (client) => {
    await client.query(insert);
    // A second connection, while the first one is held.
    return (await pool.query(countAll)).rows[0].count;
  }),
);

export const repaired = race((pool) =>
  inTransaction(pool, async (client) => {
    await client.query(insert);
    return (await client.query(countAll)).rows[0].count;
  }),
);

function race(order: (pool: Pool) => Promise<number>) {
  return defineService({
    instance: () => openPool(2), // as many connections as there are clients
    // Who gets a connection is decided by the pool, which both clients share.
    sharesMemory: true,
    reset: ({ pool }) => pool.query('drop table if exists orders; create table orders (what text)'),
    clients: { A: ({ pool }) => order(pool), B: ({ pool }) => order(pool) },
    // A client that waits for ever is a violation without a word of the judge.
    judge: () => undefined,
  });
}
