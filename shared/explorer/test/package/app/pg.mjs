import { explore, printSummary } from '@workbook/explorer';
import pg from 'pg';

const postgresUrl = process.env.DATABASE_URL;

const found = await explore(
  {
    instance: () => {
      const pool = new pg.Pool({ connectionString: postgresUrl });
      return { pool, close: () => pool.end() };
    },
    sharesMemory: false,
    reset: ({ pool }) =>
      pool.query(`drop table if exists stock;
        create table stock as select 1 as id, 2 as amount`),
    clients: { A: ({ pool }) => sell(pool), B: ({ pool }) => sell(pool) },
    look: async ({ pool }) => (await pool.query('select amount from stock')).rows[0].amount,
    judge: ({ seen }) => seen > 0 && `2 sold, ${seen} left`,
  },
  { postgresUrl },
);
printSummary(found, 'pg');

async function sell(pool) {
  const { rows } = await pool.query('select amount from stock where id = 1');
  await pool.query('update stock set amount = $1 where id = 1', [rows[0].amount - 1]);
  return 'sold';
}
