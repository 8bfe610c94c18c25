import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import pg from 'pg';
import {
  type ExploreOptions,
  explore,
  parseSchedule,
  printSummary,
  replay,
  summaryOf,
  timelineOf,
} from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';

const database = testDatabase('summary');
const storage = () => ({ postgresUrl: database.url });

const read = 'select amount from stock where id = 1';
const sell = 'update stock set amount = $1 where id = 1';
const sum = 'update stock set amount = amount - 1 where id = 1';

/** Two customers who buy from a stock of two, by `statements` over one connection. */
function sale(statements: readonly string[]) {
  const instance = () => {
    const pool = new pg.Pool({ connectionString: database.url });
    const buy = async () => {
      const client = await pool.connect();
      let left = 0;
      for (const text of statements) {
        const { rows } = await client.query(text, text === sell ? [left - 1] : []);
        left = rows[0]?.amount ?? left;
      }
      client.release();
      return 'sold';
    };
    return { pool, buy, close: () => pool.end() };
  };
  type Shop = ReturnType<typeof instance>;
  const customer = { label: 'POST /buy', requests: ({ buy }: Shop) => buy() };
  return {
    instance,
    sharesMemory: false,
    reset: ({ pool }: Shop) =>
      pool.query(`create table if not exists stock (id int primary key, amount int);
        truncate stock; insert into stock values (1, 2)`),
    clients: { A: customer, B: customer },
    look: async ({ pool }: Shop): Promise<number> => (await pool.query(read)).rows[0].amount,
    judge: ({ seen }: { seen: number }) => seen > 0 && `2 sold, ${seen} left`,
  };
}

const failing = ({ pool }: { pool: pg.Pool }) =>
  pool.query('select amount from stocks').then(
    () => 'sold',
    () => 'busy',
  );

const summary = async (statements: readonly string[], options: ExploreOptions = {}) =>
  summaryOf(await explore(sale(statements), { ...storage(), ...options })).split('\n');

describe('summaryOf', () => {
  it('says what was not tried', async () => {
    const race = { ...sale([]), clients: { A: failing }, judge: () => undefined };
    const lines = summaryOf(await explore(race, storage())).split('\n');
    assert.deepEqual(
      [lines[0], lines.at(-1)],
      [
        'prevented: in none of 1 order',
        '  not tried: what client A does when something goes well: in every run, all that it asked for has failed, at first with "relation "stocks" does not exist"',
      ],
    );
  });

  it('says what is wrong, in which order, and what was covered', async () => {
    assert.deepEqual(await summary([read, sell]), [
      'possible: in 12 of 20 orders',
      '  AABBBA: 2 sold, 1 left',
      '    1 A  POST /buy',
      '    2 A  select amount from stock where id = 1 → {"amount":2}',
      '    3 B  POST /buy',
      '    4 B  select amount from stock where id = 1 → {"amount":2}',
      '    5 B  update stock set amount = 1 where id = 1 → 1 row',
      '      B  = "sold"',
      '    6 A  update stock set amount = 1 where id = 1 → 1 row',
      '      A  = "sold"',
      '  6 runs stand for 20 orders, which are all that can happen',
    ]);
  });

  it('says what prevented stands on', async () => {
    assert.deepEqual(await summary(['begin', `${read} for update`, sell, 'commit']), [
      'prevented: in none of 92 orders',
      '  6 runs stand for 92 orders, which are all that can happen; 160 orders more cannot happen, because a client has to wait',
    ]);
  });

  it('says why a search has no verdict', async () => {
    const [first = '', ...rest] = await summary([sum], { maxRuns: 1 });
    assert.match(first, /^inconclusive: the search was stopped after 1 runs/);
    assert.deepEqual(rest, ['  1 run stands for 1 order, and there are more']);
  });

  it('says that a search has stopped at the first violation', async () => {
    const lines = await summary([read, sell], { stopAtFirst: true });
    assert.equal(lines[0], 'possible: in 6 orders at least');
    assert.match(lines.at(-1) ?? '', /and there are more: the search was stopped$/);
  });

  it('says that there is no race where one client after the other is wrong', async () => {
    const lines = await summary(['update stock set amount = 1 where id = 1']);
    assert.match(lines[2] ?? '', /This is no race: here each client comes after the other/);
  });
});

describe('printSummary', () => {
  it('prints the summary below its title', async () => {
    const found = await explore(sale([sum]), storage());
    const log = mock.method(console, 'log', () => {});
    printSummary(found, 'the sum');
    printSummary(found);
    log.mock.restore();
    const printed = log.mock.calls.map(({ arguments: [text] }) => text);
    assert.deepEqual(printed, [`the sum\n${summaryOf(found)}`, summaryOf(found)]);
  });
});

describe('timelineOf', () => {
  const lines = async (statements: readonly string[], schedule: string) =>
    timelineOf(await replay(sale(statements), parseSchedule(schedule), storage()));

  it('shows who waits for whom, and goes on when', async () => {
    assert.deepEqual(await lines(['begin', sum, 'commit'], 'AAABBBAB'), [
      '  1 A  POST /buy',
      '  2 A  begin',
      `  3 A  ${sum} → 1 row`,
      '  4 B  POST /buy',
      '  5 B  begin',
      `  6 B  ${sum} … waits for A`,
      '  7 A  commit',
      '    B  goes on → 1 row',
      '    A  = "sold"',
      '  8 B  commit',
      '    B  = "sold"',
    ]);
  });

  const misspelt = 'select amont from stock where id = 1';

  it('shows an error, and that a client got it', async () => {
    const [, sent, got] = await lines([misspelt], 'AABB');
    const error = 'column "amont" does not exist';
    assert.deepEqual(
      [sent, got],
      [`  2 A  ${misspelt} ✗ ${error} (42703)`, `    A  = error: ${error} (42703)`],
    );
  });

  it('shows a crash', async () => {
    assert.deepEqual(await lines([sum], 'AA+'), [
      '  1 A   POST /buy',
      `  2 A+  ${sum} … its instance crashes`,
    ]);
  });
});
