import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { createDatabase, ScriptError, startServices } from '@workbook/services';
import pg from 'pg';
import { cellsOf, fullSize } from '../../src/bench/cells.ts';
import { DatabaseWatch } from '../../src/bench/database-watch.ts';
import type { Lane } from '../../src/bench/lanes.ts';
import { PgAlone } from '../../src/bench/pg-alone.ts';
import { connectionsFor } from '../../src/bench/run-bench.ts';
import { httpSlice } from '../../src/bench/slice.ts';
import { median, percentile } from '../../src/bench/statistics.ts';
import { Tally } from '../../src/bench/tally.ts';
import { StepCopy } from '../../src/step/step-server.ts';
import { openPairs } from '../../src/traffic/bank-client.ts';

describe('percentile', () => {
  it('is the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    assert.equal(percentile(hundred, 0.99), 99);
    assert.equal(median(hundred), 50);
    assert.equal(median([9, 1, 2]), 2);
    assert.equal(percentile([7], 0.99), 7);
  });
});

describe('Tally', () => {
  it('takes the median of the rounds, and all latencies together', () => {
    const tally = new Tally();
    const slice = (doneInTime: number, latenciesMs: number[]) =>
      tally.add({ doneInTime, answered: 10, refused: 1, latenciesMs }, 500, {
        busy: 4,
        waiting: 1,
      });
    slice(50, [1, 2]);
    slice(10, [90]);
    slice(60, [3, 4]);
    tally.addRollbacks(15);
    assert.deepEqual(tally.summary(), {
      perSecond: 100,
      p50Ms: 3,
      p99Ms: 90,
      refusedShare: 0.1,
      rollbackShare: 0.5,
      lockWaitShare: 0.25,
    });
  });

  it('says nothing of a database where there is none', () => {
    const tally = new Tally();
    tally.add({ doneInTime: 1, answered: 1, refused: 0, latenciesMs: [1] }, 1000);
    const { rollbackShare, lockWaitShare } = tally.summary();
    assert.deepEqual([rollbackShare, lockWaitShare], [null, null]);
  });
});

describe('cellsOf', () => {
  const lane = (of: string, processes: 1 | 2): Lane => ({
    ...{ of, processes, database: undefined },
    slice: () => assert.fail('nothing is measured here'),
  });

  it('lets the lanes take turns, and asks no two processes over one connection', () => {
    const cells = cellsOf([lane('03', 1), lane('04', 1), lane('04', 2)], fullSize);
    const shown = cells
      .slice(0, 5)
      .map(({ lane: { of, processes }, connections }) => `${of}×${processes} ${connections}`);
    assert.deepEqual(shown, ['03×1 1', '04×1 1', '03×1 8', '04×1 8', '04×2 8']);
    assert.equal(cells.length, 4 * (2 + 3 + 3));
  });
});

describe('connectionsFor', () => {
  it('counts one and two processes of each step with a database, and the limits', () => {
    const course = [
      { number: '01', needs: [] },
      { number: '03', needs: ['postgres'] },
      { number: '08', needs: ['postgres', 'redis'] },
    ];
    assert.equal(connectionsFor(course), 10 * (3 + 3 + 1) + 5);
  });

  it('asks for no more than our own server has', async () => {
    await using services = await startServices({ postgres: true });
    await using watch = await DatabaseWatch.open(services.postgres.url);
    assert.ok((await watch.maxConnections()) >= connectionsFor(await loadCourse()));
  });
});

describe('httpSlice', () => {
  const options = { connections: 4, warmUpMs: 0, sliceMs: 200 } as const;

  it('measures a step of real processes', async () => {
    await using copy = await StepCopy.make('01', {});
    const { url } = await copy.start();
    const ids = (await openPairs(url, 2, 1000)).flatMap(({ payer, payee }) => [payer, payee]);
    for (const workload of ['hot', 'spread', 'transfers', 'reads'] as const) {
      const slice = await httpSlice([url], ids, { ...options, workload });
      assert.ok(slice.answered > 0, workload);
      // How many were done in time depends on the machine, and may be none.
      assert.ok(slice.doneInTime <= slice.answered, workload);
      // Without a warm-up, each answer has its latency, the late ones too.
      assert.equal(slice.latenciesMs.length, slice.answered, workload);
      assert.equal(slice.refused, 0, workload);
    }
  });

  it('gives no figure for a server with a defect', async () => {
    const file = join(import.meta.dirname, '../fixtures/failing-deposits.ts');
    await using copy = await StepCopy.make('01', {}, file);
    const { url } = await copy.start();
    const slice = httpSlice([url], [1], { ...options, workload: 'hot' });
    await assert.rejects(slice, (error) => {
      assert.ok(error instanceof ScriptError);
      assert.match(error.message, /POST \/accounts\/1\/deposits was answered 500/);
      return true;
    });
  });
});

describe('with a database', () => {
  it('does by pg alone what the steps do, and loses nothing', async () => {
    await using services = await startServices({ postgres: true });
    const url = await createDatabase(services.postgres.url, `load_alone_${process.pid}`);
    await using alone = await PgAlone.open(url, 4);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const total = async () => {
        const { rows } = await client.query('select sum(balance)::int as total from account');
        return Number(rows[0].total);
      };
      const options = { connections: 8, warmUpMs: 0, sliceMs: 100 };
      for (const limit of ['pg-transaction', 'pg-statement'] as const) {
        const before = await total();
        const { answered } = await alone.slice(limit, { ...options, workload: 'hot' });
        assert.ok(answered > 0);
        assert.equal(await total(), before + answered, limit);
        await alone.slice(limit, { ...options, workload: 'transfers' });
        assert.equal(await total(), before + answered, limit);
      }
    } finally {
      await client.end();
    }
  });

  it('counts the sessions that wait for a lock', async () => {
    await using services = await startServices({ postgres: true });
    const url = await createDatabase(services.postgres.url, `load_watch_${process.pid}`);
    const [holder, waiter] = [1, 2].map(() => new pg.Client({ connectionString: url }));
    assert.ok(holder && waiter);
    await Promise.all([holder.connect(), waiter.connect()]);
    await using watch = await DatabaseWatch.open(services.postgres.url);
    try {
      await holder.query('create table t as select 1 as n');
      await holder.query('begin');
      await holder.query('update t set n = 2');
      const waiting = waiter.query('update t set n = 3');
      const database = new URL(url).pathname.slice(1);
      const isWaiting =
        "select 1 from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'";
      while ((await holder.query(isWaiting, [database])).rows.length === 0);
      const [result, waits] = await watch.duringLockWaits(database, Promise.resolve('done'));
      assert.equal(result, 'done');
      // One holds the lock and does nothing, which keeps its transaction open all the same.
      assert.deepEqual(waits, { busy: 2, waiting: 1 });
      await holder.query('commit');
      await waiting;
    } finally {
      await Promise.all([holder.end(), waiter.end()]);
    }
  });
});
