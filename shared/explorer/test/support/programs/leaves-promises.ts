import pg from 'pg';
import { explore } from '../../../src/index.ts';

/**
 * Explores a client that leaves a promise without a handler, and prints what is found. The process is new: nothing but the
 * code has a listener for that.
 */
const [postgresUrl = '', ...what] = process.argv.slice(2);

if (what.includes('listens')) process.on('unhandledRejection', () => {});

interface Shop {
  readonly pool: pg.Pool;
}

const { verdict, first } = await explore(
  {
    instance: () => {
      const pool = new pg.Pool({ connectionString: postgresUrl });
      return { pool, close: () => pool.end() };
    },
    clients: {
      A: async ({ pool }: Shop) => {
        await pool.query('select 1');
        void Promise.reject(new Error('not waited for'));
        return 'answered';
      },
      B: async ({ pool }: Shop) => (await pool.query('select 2 as two')).rows,
    },
    judge: () => undefined,
    ...(what.includes('accepts') && { accepts: ['rejected'] }),
  },
  { postgresUrl },
);
console.log(verdict, first?.text ?? '', first?.violation ?? '');
process.exit();
