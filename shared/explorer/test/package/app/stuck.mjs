import { explore, printSummary } from '@workbook/explorer';
import pg from 'pg';

const postgresUrl = process.env.DATABASE_URL;

/** Two clients and two connections; each client holds one and asks for another. */
const found = await explore(
  {
    instance: () => {
      const pool = new pg.Pool({ connectionString: postgresUrl, max: 2 });
      return { pool, close: () => pool.end() };
    },
    clients: { A: ({ pool }) => order(pool), B: ({ pool }) => order(pool) },
    judge: () => undefined,
  },
  { postgresUrl },
);
printSummary(found);

async function order(pool) {
  const client = await pool.connect();
  await client.query('begin');
  await pool.query('select 1 as one');
  await client.query('commit');
  client.release();
}
