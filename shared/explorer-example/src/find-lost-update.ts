import type { RequestListener } from 'node:http';
import { explore } from '@workbook/explorer';
import inject from 'light-my-request';
import pg from 'pg';

/** Lets two customers buy at once, in every order, from a stock of two. */
export async function findLostUpdate(
  createShop: (pool: pg.Pool) => RequestListener,
  postgresUrl: string,
) {
  const buy = async (shop: RequestListener) =>
    (await inject(shop, { method: 'POST', url: '/buy' })).payload;
  return await explore(
    {
      instance: () => {
        const pool = new pg.Pool({ connectionString: postgresUrl });
        return { pool, shop: createShop(pool), close: () => pool.end() };
      },
      sharesMemory: false, // the shop keeps nothing in memory
      reset: ({ pool }) => pool.query('update stock set amount = 2 where id = 1'), // before each run
      clients: {
        A: { label: 'POST /buy', requests: ({ shop }) => buy(shop) },
        B: { label: 'POST /buy', requests: ({ shop }) => buy(shop) },
      },
      look: async ({ pool }) => (await pool.query('select amount from stock')).rows[0].amount, // after it
      judge: ({ seen }) => seen > 0 && `2 sold, ${seen} left`,
    },
    { postgresUrl },
  );
}
