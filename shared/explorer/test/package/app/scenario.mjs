/** A module of an `ExplorerPool`. */
import { scenarioOf } from '@workbook/explorer';
import pg from 'pg';

export const openScenario = async (_subject, urls) =>
  scenarioOf(
    {
      instance: () => {
        const pool = new pg.Pool({ connectionString: urls.postgresUrl });
        return { pool, close: () => pool.end() };
      },
      sharesMemory: false,
      clients: {
        A: ({ pool }) => pool.query('select 1 as a').then(({ rows }) => rows),
        B: ({ pool }) => pool.query('select 2 as b').then(({ rows }) => rows),
      },
      judge: () => undefined,
    },
    urls,
  );
