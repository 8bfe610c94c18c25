import { defineService } from '@workbook/explorer';
import type { Pool } from 'pg';
import { openPool } from './database.ts';

export const broken = race('create table bookings (room int, guest text)', async (pool, guest) => {
  const { rowCount } = await pool.query('select 1 from bookings where room = 7');
  if (rowCount !== 0) return 'taken';
  await pool.query('insert into bookings values (7, $1)', [guest]);
  return 'booked';
});

export const repaired = race(
  'create table bookings (room int unique, guest text)',
  async (pool, guest) => {
    const { rowCount } = await pool.query(
      'insert into bookings values (7, $1) on conflict (room) do nothing',
      [guest],
    );
    return rowCount === 0 ? 'taken' : 'booked';
  },
);

function race(schema: string, book: (pool: Pool, guest: string) => Promise<string>) {
  return defineService({
    instance: openPool,
    sharesMemory: false,
    reset: ({ pool }) => pool.query(`drop table if exists bookings; ${schema}`),
    clients: { A: ({ pool }) => book(pool, 'ann'), B: ({ pool }) => book(pool, 'bob') },
    look: async ({ pool }) => (await pool.query('select guest from bookings')).rows,
    judge: ({ seen }) => seen.length > 1 && `room 7 is booked ${seen.length} times`,
  });
}
