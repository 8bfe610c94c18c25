import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFunction } from 'node:vm';
import pg from 'pg';
import { preparesSession } from '../../../src/control/postgres/connection-set-up.ts';
import { controlPostgres, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';
import { testDatabase } from '../../support/database.ts';

controlPostgres();

describe('what prepares a connection', () => {
  for (const text of [
    'SET client_min_messages TO warning;SET TIME ZONE 0;',
    "select set_config('search_path', 'shop', false)",
    'select version();',
    'SHOW server_version',
    'SELECT typname, oid FROM pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = typnamespace',
  ])
    it(`is "${text}"`, () =>
      assert.equal(
        preparesSession(text, () => true),
        true,
      ));

  for (const text of [
    '',
    'select 1',
    'begin',
    'set local lock_timeout = 5',
    'set transaction isolation level serializable',
    "set deadlock_timeout = '5ms'",
    'select pg_advisory_lock(1)',
    'select pg_try_advisory_lock(oid::bigint) from pg_class',
    'select amount from stock',
    'set time zone 0; update stock set amount = 1',
    "select relname from pg_class where relname = 'stock'",
    'select pid from pg_catalog.pg_stat_activity',
    'select table_name from information_schema.tables',
  ])
    it(`is not "${text}"`, () =>
      assert.equal(
        preparesSession(text, () => true),
        false,
      ));

  it('is a question for types where a library asks it, and not where other code does', () => {
    const text = "select oid from pg_type where typname = 'hstore'";
    const ask = '() => preparesSession(text)';
    const asks = (filename: string) =>
      compileFunction(`return ${ask}`, ['preparesSession', 'text'], { filename })(
        preparesSession,
        text,
      )();
    assert.deepEqual(
      [
        '/app/node_modules/an-orm/index.js',
        '/app/shop.js',
        '/app/node_modules/pg-pool/index.js',
      ].map(asks),
      [true, false, false],
    );
  });
});

describe('the first question on a connection', () => {
  const database = testDatabase('set_up');

  it('is a turn where a client asks it, whatever it reads', async () => {
    const { verdict, possible } = await explore(
      codeScenario({
        share: () => undefined,
        clients: Object.fromEntries(
          ['A', 'B'].map((name) => [
            name,
            async () => {
              const pool = new pg.Pool({ connectionString: database.url });
              await pool.query("select count(*) from pg_class where relname = 'stock'");
              await pool.query('select oid from pg_type limit 1');
              await pool.end();
            },
          ]),
        ),
        judge: (_, { turns }) => ({ outcome: `${turns.length} turns` }),
      }),
      { postgresUrl: database.url, reduction: 'none' },
    );
    assert.deepEqual([verdict, possible], ['prevented', 20]);
  });
});
