import type { RequestListener, ServerResponse } from 'node:http';
import type pg from 'pg';

/** The same service, but the database does the sum, and says whether there was one to sell. */
export function createSafeShop(pool: pg.Pool): RequestListener {
  return (_request, response) => {
    sell(pool, response).catch(() => response.writeHead(500).end());
  };
}

async function sell(pool: pg.Pool, response: ServerResponse): Promise<void> {
  const { rows } = await pool.query(
    'update stock set amount = amount - 1 where id = 1 and amount > 0 returning amount',
  );
  if (rows.length === 0) return void response.writeHead(409).end('sold out');
  response.writeHead(200).end(`${rows[0].amount} left`);
}
