import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDatabase, startServices } from '@workbook/services';
import pg from 'pg';
import { isServerAtWork } from '../../src/workers/work-of-server.ts';

describe('a server', () => {
  it('is at work for a workplace while it computes, and not while it sleeps or waits for a lock', async () => {
    await using services = await startServices({ postgres: true });
    const postgres = services.postgres?.url ?? '';
    const name = `work_${process.pid}`;
    const url = await createDatabase(postgres, `${name}_1`);
    await using stack = new AsyncDisposableStack();
    const opened = async () => {
      const client = new pg.Client(url);
      client.on('error', () => {});
      await client.connect();
      stack.defer(() => client.end());
      return client;
    };
    const [two, admin] = [await opened(), await opened()];
    const isActive = `select exists (select from pg_stat_activity where pid = $1 and state = 'active'
      and ($2 = '' or wait_event_type = $2)) as active`;
    /** What the server is said to do for a workplace of this name while it runs a statement. */
    const during = async (statement: string, waitsFor: string, workplace = name) => {
      // One for each: what cancels a statement may come late, and would cancel the next one.
      const one = await opened();
      const { rows } = await one.query<{ pid: number }>('select pg_backend_pid() as pid');
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      one.query(statement).then(over, over);
      for (let active = false; !active && !isOver; )
        active = (await admin.query(isActive, [rows[0]?.pid, waitsFor])).rows[0].active;
      const works = await isServerAtWork({ postgres, name: workplace });
      // What comes before the statement, or between two of its parts, may have no effect.
      while (!isOver) await admin.query('select pg_cancel_backend($1)', [rows[0]?.pid]);
      return works;
    };
    // A function in a FROM would write its rows to the disk.
    const computing = 'select count(*) from pg_class a, pg_class b, pg_class c, pg_class d';
    await two.query('select pg_advisory_lock(1)');
    assert.deepEqual(
      {
        nothing: await isServerAtWork({ postgres, name }),
        computes: await during(computing, ''),
        sleeps: await during('select pg_sleep(1000)', 'Timeout'),
        waits: await during('select pg_advisory_lock(1)', 'Lock'),
        'computes for another': await during(computing, '', 'another'),
        'has none': await isServerAtWork({ postgres: '', name }),
      },
      {
        nothing: false,
        computes: true,
        sleeps: false,
        waits: false,
        'computes for another': false,
        'has none': false,
      },
    );
  });
});
