import fc from 'fast-check';
import type { SqlRace } from './sql-scenario.ts';
import { rows } from './sql-scenario.ts';

const rowCount = 2;
const id = fc.integer({ min: 1, max: rowCount });

/** Statements that read, lock, change, fail, or do several of these at once. */
const statement = fc.oneof(
  { weight: 3, arbitrary: id.map((n) => `select amount from stock where id = ${n}`) },
  { weight: 2, arbitrary: fc.constant('select id, amount from stock order by id') },
  { weight: 3, arbitrary: id.map((n) => `select amount from stock where id = ${n} for update`) },
  { weight: 1, arbitrary: fc.constant('select id from stock order by id for update') },
  { weight: 1, arbitrary: id.map((n) => `select amount from stock where id = ${n} for share`) },
  {
    weight: 1,
    arbitrary: id.map(
      (n) => `select amount from stock where id >= ${n} order by id for update skip locked`,
    ),
  },
  {
    weight: 1,
    arbitrary: id.map((n) => `select amount from stock where id = ${n} for update nowait`),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(id, fc.constantFrom('- 60', '+ 10', '* 2', '- 150'))
      .map(([n, by]) => `update stock set amount = amount ${by} where id = ${n}`),
  },
  { weight: 1, arbitrary: fc.constant('update stock set amount = amount - 70') },
  { weight: 1, arbitrary: id.map((n) => `delete from stock where id = ${n}`) },
  {
    weight: 1,
    arbitrary: fc.constant('insert into stock (amount) values (7) returning id'),
  },
  { weight: 1, arbitrary: id.map((n) => `insert into stock values (${n}, 9)`) },
  { weight: 1, arbitrary: fc.constant('select 1 / 0 from stock') },
);

const begin = fc.constantFrom(
  'begin',
  'begin',
  'begin isolation level repeatable read',
  'begin isolation level serializable',
);

const transaction = fc
  .tuple(
    begin,
    fc.array(statement, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('commit', 'commit', 'rollback'),
  )
  .map(([first, middle, last]) => [first, ...middle, last]);

const client = fc.oneof(
  { weight: 3, arbitrary: transaction },
  { weight: 1, arbitrary: fc.array(statement, { minLength: 1, maxLength: 2 }) },
);

/** In how many orders clients with so many statements can begin and go on. */
function orders(clients: readonly (readonly string[])[]): number {
  let ways = 1;
  let total = 0;
  for (const statements of clients) {
    for (let i = 1; i <= statements.length + 1; i += 1) ways = (ways * (total + i)) / i;
    total += statements.length + 1;
  }
  return ways;
}

/** Two or three clients on three rows, small enough for the full search. */
export const sqlRaces: fc.Arbitrary<SqlRace> = fc
  .array(client, { minLength: 2, maxLength: 3 })
  .filter((clients) => orders(clients) <= 500)
  .map((clients) => ({
    ...rows(rowCount),
    clients: Object.fromEntries(clients.map((statements, i) => ['ABC'[i], statements])),
  }));
