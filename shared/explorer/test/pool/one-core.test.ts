import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import pg from 'pg';
import { ExplorerPool } from '../../src/index.ts';
import { coresIn, coresOf, OneCore } from '../../src/pool/one-core.ts';
import { urlOf } from '../support/database.ts';

/** `npm test` keeps each package on one core: these tests want every core of the machine. */
const atFirst = coresOf('self');
const widened = spawnSync('taskset', ['--cpu-list', '0-1023', 'cat', '/proc/self/status']);
const cores = coresIn(String(widened.stdout));
const [first = 0, second = 0] = cores;
const skip =
  cores.length < 2 && 'on a machine with one core, or without taskset, there is nothing to choose';

/** Lets this process, and what it starts from now on, use these cores only. */
function use(list: readonly number[]): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list.join(), `${process.pid}`]);
}

describe('the cores of a search', { skip }, () => {
  // A server of its own: that of the other tests may have been started on one core.
  let services: Services;
  let url: string;
  before(async () => {
    use(cores);
    services = await startServices({ postgres: true });
    url = urlOf(services);
  });
  after(async () => {
    await services[Symbol.asyncDispose]();
    use(atFirst);
  });

  it('are one for each process, with its sessions, where that is asked for', async () => {
    const module = new URL('../support/core-scenario.ts', import.meta.url);
    const places = ['one', 'two'].map(async (name) => ({
      postgresUrl: await createDatabase(url, `cores_${name}_${process.pid}`),
    }));
    await using kept = new ExplorerPool<undefined>(module, await Promise.all(places), {
      oneCoreEach: true,
    });
    const { outcomes } = await kept.explore(undefined, { reduction: 'none' });
    const only = (core: number) => JSON.stringify([[core], [core], [core]]);
    assert.deepEqual(outcomes, [only(first), only(second)]);
  });

  it('are all of them where it is not', async () => {
    const module = new URL('../support/core-scenario.ts', import.meta.url);
    await using free = new ExplorerPool<undefined>(module, [{ postgresUrl: url }]);
    const { outcomes } = await free.explore(undefined, { reduction: 'none' });
    assert.deepEqual(outcomes, [JSON.stringify([cores, cores, cores])]);
  });

  it('are kept to by new sessions that have outlived a run, and by no other process', async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      'select pg_backend_pid() as pid, current_database() as name',
    );
    const [{ pid, name }] = rows as [{ pid: number; name: string }];
    const stranger = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    const pids = [pid, stranger.pid as number];
    const core = new OneCore(1, name);
    await core.keepThoseThatLast(pids);
    assert.deepEqual(['self' as const, ...pids].map(coresOf), [cores, cores, cores]);
    await core.keepThoseThatLast(pids);
    assert.deepEqual(['self' as const, ...pids].map(coresOf), [[second], [second], cores]);
    stranger.kill();
    await client.end();
  });
});
