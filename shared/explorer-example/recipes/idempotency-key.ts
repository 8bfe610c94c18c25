import { defineService, yieldPoint } from '@workbook/explorer';
import type { Pool } from 'pg';
import { openPool } from './database.ts';

const done = `select state from payments where key = 'k1'`;

export const broken = race(async (pool, charge) => {
  if ((await pool.query(done)).rowCount !== 0) return 'paid before';
  await charge();
  await pool.query(`insert into payments values ('k1', 'paid') on conflict do nothing`);
  return 'paid';
});

export const repaired = race(async (pool, charge) => {
  const claim = `insert into payments values ('k1', 'begun') on conflict do nothing`;
  if ((await pool.query(claim)).rowCount === 0) {
    const { state } = (await pool.query(done)).rows[0];
    return state === 'paid' ? 'paid before' : 'come back later';
  }
  await charge();
  await pool.query(`update payments set state = 'paid' where key = 'k1'`);
  return 'paid';
});

function race(pay: (pool: Pool, charge: () => Promise<void>) => Promise<string>) {
  let charges = 0;
  // The bank is elsewhere. A request to it is a point at which another client may come in.
  const charge = () =>
    yieldPoint('POST /charges', async () => {
      charges += 1;
    });
  return defineService({
    instance: openPool,
    sharesMemory: false,
    reset: async ({ pool }) => {
      charges = 0;
      await pool.query(`drop table if exists payments;
        create table payments (key text primary key, state text)`);
    },
    // One request, sent again because its answer did not come in time.
    clients: { A: ({ pool }) => pay(pool, charge), B: ({ pool }) => pay(pool, charge) },
    look: () => charges,
    judge: ({ seen }) => seen !== 1 && `the card was charged ${seen} times`,
  });
}
