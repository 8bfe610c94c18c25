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
