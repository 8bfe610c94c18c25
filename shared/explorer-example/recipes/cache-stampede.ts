import { defineService } from '@workbook/explorer';
import { openPool } from './database.ts';

type Cache = Map<string, number | Promise<number>>;
type Load = () => Promise<number>;

export const broken = race(async (cache, load) => {
  const cached = cache.get('total');
  if (cached !== undefined) return cached;
  const total = await load();
  cache.set('total', total);
  return total;
});

export const repaired = race((cache, load) => {
  const cached = cache.get('total') ?? load();
  cache.set('total', cached); // the promise, so that those who come in the meantime wait for it
  return cached;
});

function race(total: (cache: Cache, load: Load) => number | Promise<number>) {
  let reads = 0;
  return defineService({
    instance: () => {
      const { pool, close } = openPool();
      const cache: Cache = new Map();
      const load = async () => {
        reads += 1;
        return (await pool.query('select sum(amount)::int as total from sales')).rows[0].total;
      };
      return { pool, close, cache, total: () => total(cache, load) };
    },
    sharesMemory: true, // the cache is in memory
    reset: async ({ pool }, instances) => {
      reads = 0;
      for (const { cache } of instances) cache.clear();
      await pool.query('drop table if exists sales; create table sales as select 5 as amount');
    },
    clients: { A: ({ total }) => total(), B: ({ total }) => total() },
    look: () => reads,
    judge: ({ seen }) => seen > 1 && `the cold cache let ${seen} readers through`,
  });
}
