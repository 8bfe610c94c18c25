import type { RequestListener, ServerResponse } from 'node:http';
import type pg from 'pg';

/** A typical service: every request takes one out of the stock, if there is one. */
export function createShop(pool: pg.Pool): RequestListener {
  return (_request, response) => {
    sell(pool, response).catch(() => response.writeHead(500).end());
  };
}

async function sell(pool: pg.Pool, response: ServerResponse): Promise<void> {
  const { rows } = await pool.query('select amount from stock where id = 1');
  const left = rows[0].amount - 1;
  if (left < 0) return void response.writeHead(409).end('sold out');
  await pool.query('update stock set amount = $1 where id = 1', [left]);
  response.writeHead(200).end(`${left} left`);
}
