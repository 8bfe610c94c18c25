import { explore, printSummary } from '@workbook/explorer';
import pg from 'pg';

const postgresUrl = process.env.DATABASE_URL;

/** Your service: it reads, and then writes. */
async function sell(pool) {
  const { rows } = await pool.query('select amount from stock where id = 1');
  await pool.query('update stock set amount = $1 where id = 1', [rows[0].amount - 1]);
  return 'sold';
}

const found = await explore(
  {
    // One running copy of it. The explorer makes as many as it needs, and closes them.
    instance: () => {
      const pool = new pg.Pool({ connectionString: postgresUrl });
      return { pool, close: () => pool.end() };
    },
    // It keeps nothing in memory that two clients share.
    sharesMemory: false,
    // Before each run there are two.
    reset: ({ pool }) =>
      pool.query(
        'drop table if exists stock; create table stock (id int primary key, amount int); insert into stock values (1, 2)',
      ),
    // Two customers buy at the same time.
    clients: { A: ({ pool }) => sell(pool), B: ({ pool }) => sell(pool) },
    // After each run, this must hold.
    look: async ({ pool }) => (await pool.query('select amount from stock')).rows[0].amount,
    judge: ({ seen }) => (seen === 0 ? undefined : `2 sold, ${seen} left`),
  },
  { postgresUrl },
);
printSummary(found);
