import { defineService } from '@workbook/explorer';
import type { Pool } from 'pg';
import { openPool } from './database.ts';

const find = `select id from users where email = 'ann@example.org'`;
const create = `insert into users (email) values ('ann@example.org')`;

export const broken = race(async (pool) => {
  const { rows } = await pool.query(find);
  if (rows.length > 0) return rows[0].id;
  return (await pool.query(`${create} returning id`)).rows[0].id;
});

export const repaired = race(async (pool) => {
  const { rows } = await pool.query(find);
  if (rows.length > 0) return rows[0].id;
  // It waits for an insert of the same key that is not committed yet, and then does nothing.
  await pool.query(`${create} on conflict (email) do nothing`);
  return (await pool.query(find)).rows[0].id;
});

function race(idOfAnn: (pool: Pool) => Promise<number>) {
  return defineService({
    instance: openPool,
    sharesMemory: false,
    reset: ({ pool }) =>
      pool.query(`drop table if exists users;
        create table users (id serial primary key, email text unique)`),
    clients: { A: ({ pool }) => idOfAnn(pool), B: ({ pool }) => idOfAnn(pool) },
    judge: ({ answers: { A, B } }) => A !== B && `ann has the ids ${A} and ${B}`,
  });
}
