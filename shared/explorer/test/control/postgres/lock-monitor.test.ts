import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { LockMonitor } from '../../../src/control/postgres/lock-monitor.ts';
import { testDatabase } from '../../support/database.ts';

describe('LockMonitor.terminate()', () => {
  const own = testDatabase('monitor');
  const other = testDatabase('monitor_other');

  async function session(url: string): Promise<pg.Client & { readonly pid: number }> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    return Object.assign(client, { pid: rows[0].pid });
  }

  it('ends sessions of its database, and of no other one on the server', async () => {
    await using monitor = await LockMonitor.open(own.url);
    const [ours, foreign] = [await session(own.url), await session(other.url)];
    await monitor.terminate([ours.pid, foreign.pid]);
    await assert.rejects(ours.query('select 1'));
    assert.deepEqual((await foreign.query('select 1 as alive')).rows, [{ alive: 1 }]);
    await foreign.end();
  });
});

describe('LockMonitor.open()', () => {
  const database = testDatabase('monitor_limits');

  it('is bound by no limit that its database sets', async (t) => {
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const { rows } = await admin.query<{ name: string }>(
      `select name from pg_settings
       where name ~ '^(statement|lock|idle_session|idle_in_transaction_session|transaction)_timeout$'`,
    );
    const name = new URL(database.url).pathname.slice(1);
    for (const limit of rows) await admin.query(`alter database ${name} set ${limit.name} = '1h'`);
    await admin.end();
    const connect = t.mock.method(pg.Client.prototype, 'connect');
    await using _monitor = await LockMonitor.open(database.url);
    const own = connect.mock.calls[0]?.this as pg.Client;
    const settings = await own.query('select name, setting from pg_settings where name = any($1)', [
      rows.map((limit) => limit.name),
    ]);
    assert.ok(rows.length >= 4);
    assert.deepEqual(
      settings.rows.filter(({ setting }) => setting !== '0'),
      [],
    );
  });
});
