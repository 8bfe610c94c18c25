import { ExplorerPool, summaryOf } from '@workbook/explorer';

const pool = new ExplorerPool(new URL('scenario.mjs', import.meta.url), [
  { postgresUrl: process.env.DATABASE_URL },
]);
console.log(summaryOf(await pool.explore(undefined, { reduction: 'none' })));
await pool[Symbol.asyncDispose]();
