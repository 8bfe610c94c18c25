import { defineService } from '@workbook/explorer';
import type { Pool } from 'pg';
import { openPool } from './database.ts';

export const broken = race(async (pool) => {
  const { rows } = await pool.query(`select uses_left from coupons where code = 'SPRING'`);
  if (rows[0].uses_left === 0) return 'used up';
  await pool.query(`update coupons set uses_left = uses_left - 1 where code = 'SPRING'`);
  return 'reduced';
});

export const repaired = race(async (pool) => {
  const { rowCount } = await pool.query(
    `update coupons set uses_left = uses_left - 1 where code = 'SPRING' and uses_left > 0`,
  );
  return rowCount === 0 ? 'used up' : 'reduced';
});

function race(redeem: (pool: Pool) => Promise<string>) {
  return defineService({
    instance: openPool,
    sharesMemory: false,
    reset: ({ pool }) =>
      pool.query(`drop table if exists coupons;
        create table coupons (code text primary key, uses_left int);
        insert into coupons values ('SPRING', 1)`),
    clients: { A: ({ pool }) => redeem(pool), B: ({ pool }) => redeem(pool) },
    look: async ({ pool }) => (await pool.query('select uses_left from coupons')).rows[0].uses_left,
    judge: ({ answers, seen }) =>
      answers.A === 'reduced' &&
      answers.B === 'reduced' &&
      `two orders were reduced, and the coupon has ${seen} uses left`,
  });
}
