import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';

/** Prints the drivers that are under control although this program has said nothing of it. */
const query = postgres()`select 1`;
const classes = { pg: pg.Client, ioredis: Redis, postgres: query.constructor };
for (const [name, { prototype }] of Object.entries(classes)) {
  const symbols = Object.getOwnPropertySymbols(prototype);
  if (symbols.some(({ description }) => description === 'controlled by the explorer'))
    console.log(name);
}
