import { controlPostgres, type Exploration, explore } from '@workbook/explorer';
import inject from 'light-my-request';
import pg from 'pg';
import { createShop } from './shop.ts';

/** Lets two customers buy at once, in every order, from a stock of two. */
export async function findLostUpdate(
  postgresUrl: string,
  handlerOf = createShop,
): Promise<Exploration> {
  controlPostgres(pg);
  const pool = new pg.Pool({ connectionString: postgresUrl });
  const handler = handlerOf(pool);
  const buy = (name: string) => ({
    name,
    instance: 0,
    label: 'POST /buy',
    run: async () => (await inject(handler, { method: 'POST', url: '/buy' })).payload,
  });
  const prepare = async () => {
    await pool.query('update stock set amount = 2 where id = 1');
    return { clients: [buy('A'), buy('B')], judge };
  };
  const judge = async () => {
    const left = (await pool.query('select amount from stock where id = 1')).rows[0].amount;
    return {
      outcome: `${left} left`,
      ...(left === 0 ? {} : { violation: `2 sold, ${left} left` }),
    };
  };
  try {
    return await explore({ prepare }, { postgresUrl });
  } finally {
    await pool.end();
  }
}
