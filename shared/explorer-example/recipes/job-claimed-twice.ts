import { defineService } from '@workbook/explorer';
import type { Pool } from 'pg';
import { openPool } from './database.ts';

export const broken = race(async (pool, worker) => {
  const { rows } = await pool.query(
    `select id from jobs where state = 'ready' order by id limit 1`,
  );
  if (rows.length === 0) return 'nothing to do';
  await pool.query(`update jobs set state = 'taken', worker = $2 where id = $1`, [
    rows[0].id,
    worker,
  ]);
  return `job ${rows[0].id}`;
});

export const repaired = race(async (pool, worker) => {
  const { rows } = await pool.query(
    `update jobs set state = 'taken', worker = $1 where id = (
       select id from jobs where state = 'ready' order by id limit 1 for update skip locked
     ) returning id`,
    [worker],
  );
  return rows.length === 0 ? 'nothing to do' : `job ${rows[0].id}`;
});

function race(claim: (pool: Pool, worker: string) => Promise<string>) {
  return defineService({
    instance: openPool,
    instances: 2,
    sharesMemory: false,
    reset: ({ pool }) =>
      pool.query(`drop table if exists jobs;
        create table jobs (id int primary key, state text, worker text);
        insert into jobs values (1, 'ready'), (2, 'ready')`),
    clients: { A: ({ pool }) => claim(pool, 'one'), B: ({ pool }) => claim(pool, 'two') },
    judge: ({ answers: { A, B } }) => A === B && `both workers do ${A}`,
  });
}
