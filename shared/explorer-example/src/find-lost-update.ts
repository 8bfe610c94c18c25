import type { RequestListener } from 'node:http';
import { controlPostgres, explore } from '@workbook/explorer';
import inject from 'light-my-request';
import pg from 'pg';

/** Lets two customers buy at once, in every order, from a stock of two. */
export async function findLostUpdate(
  createShop: (pool: pg.Pool) => RequestListener,
  postgresUrl: string,
) {
  controlPostgres(pg); // the pg module that the service uses
  const pool = new pg.Pool({ connectionString: postgresUrl });
  const shop = createShop(pool);
  const run = async () => (await inject(shop, { method: 'POST', url: '/buy' })).payload;
  const customer = (name: string) => ({ name, instance: 0, label: 'POST /buy', run });
  const prepare = async () => {
    await pool.query('update stock set amount = 2 where id = 1'); // before each run
    return { clients: [customer('A'), customer('B')], judge };
  };
  const judge = async () => {
    const { rows } = await pool.query('select amount from stock where id = 1'); // after each run
    const left: number = rows[0].amount;
    return { outcome: `${left} left`, ...(left > 0 && { violation: `2 sold, ${left} left` }) };
  };
  const found = await explore({ prepare }, { postgresUrl });
  await pool.end();
  return found;
}
