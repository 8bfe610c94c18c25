import fc from 'fast-check';
import type { SqlRace } from './sql-scenario.ts';
import { rows } from './sql-scenario.ts';

/** Statements that read, lock, change, fail, or do several of these at once. */
const statements = (id: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: id.map((n) => `select amount from stock where id = ${n}`) },
    { weight: 2, arbitrary: fc.constant('select id, amount from stock order by id') },
    { weight: 3, arbitrary: id.map((n) => `select amount from stock where id = ${n} for update`) },
    { weight: 1, arbitrary: fc.constant('select id from stock order by id for update') },
    { weight: 1, arbitrary: id.map((n) => `select amount from stock where id = ${n} for share`) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom('update', 'update nowait', 'share')
        .map((how) => `select * from stock where amount > 50 for ${how}`),
    },
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

/** What one client does: a transaction, or statements that are committed one by one. */
const client = (statement: fc.Arbitrary<string>, longest: number): fc.Arbitrary<string[]> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          begin,
          fc.array(statement, { minLength: 1, maxLength: longest }),
          fc.constantFrom('commit', 'commit', 'rollback'),
        )
        .map(([first, middle, last]) => [first, ...middle, last]),
    },
    { weight: 1, arbitrary: fc.array(statement, { minLength: 1, maxLength: 2 }) },
  );

/** In how many orders clients with this many statements can go on, once all have begun. */
export function ordersOf(clients: readonly (readonly string[])[]): number {
  let ways = 1;
  let total = 0;
  for (const { length } of clients) {
    for (let i = 1; i <= length; i += 1) ways = (ways * (total + i)) / i;
    total += length;
  }
  return ways;
}

/** Two or three clients on one to three rows, small enough for the full search. */
export const sqlRaces: fc.Arbitrary<SqlRace> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(2, 3))
  .chain(([rowCount, clientCount]) => {
    const statement = statements(fc.integer({ min: 1, max: rowCount }));
    return fc
      .array(client(statement, clientCount === 2 ? 3 : 1), {
        minLength: clientCount,
        maxLength: clientCount,
      })
      .filter((clients) => ordersOf(clients) <= 300)
      .map((clients) => ({
        ...rows(rowCount),
        clients: Object.fromEntries(clients.map((sent, i) => ['ABC'[i], sent])),
      }));
  });
