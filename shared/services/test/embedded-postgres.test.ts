import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { ServiceUnavailable, startServices } from '../src/index.ts';
import { startEmbedded } from '../src/postgres/embedded.ts';
import { freePort } from '../src/supervisor/free-port.ts';
import { ownFolder } from './support/own-folder.ts';
import { runFolders, supervised, untilNothingIsLeft } from './support/processes.ts';

/** Runs one statement and returns the first column of its first row. */
async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe('startServices({ postgres: true })', () => {
  it('serves until it is disposed, and then leaves nothing behind', async () => {
    const services = await startServices({ postgres: true });
    const { url, source, version } = services.postgres;
    assert.equal(source, 'embedded');
    assert.match(version, /^18\.\d+$/);
    assert.equal(await ask(url, 'SELECT 6 * 7'), 42);
    const processes = supervised(process.pid);
    assert.ok(processes.some(({ command }) => command.includes('checkpointer')));
    assert.equal(runFolders().length, 1);

    await services[Symbol.asyncDispose]();
    await services[Symbol.asyncDispose]();
    // Nothing to wait for: it is all gone when the disposal resolves.
    assert.deepEqual(runFolders(), []);
    await untilNothingIsLeft(processes);
    await assert.rejects(ask(url, 'SELECT 1'), { code: 'ECONNREFUSED' });
  });

  it('lets no client in without the password, which no process list shows', async () => {
    await using services = await startServices({ postgres: true });
    const { password } = new URL(services.postgres.url);
    assert.match(password, /^[0-9a-f]{48}$/);
    const wrong = services.postgres.url.replace(password, 'guess');
    await assert.rejects(ask(wrong, 'SELECT 1'), { code: '28P01' });
    // With "e", the environment of every process too.
    const processes = execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.match(processes, /supervisor\.ts/);
    assert.ok(!processes.includes(password));
  });

  it('listens on loopback only', async () => {
    await using services = await startServices({ postgres: true });
    const { port } = new URL(services.postgres.url);
    const others = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).flatMap(({ address, family, internal }) =>
        family === 'IPv4' && !internal ? [address] : [],
      ),
    );
    // On Linux all of 127/8 is this machine, and the server takes one address of it.
    if (process.platform === 'linux') others.push('127.0.0.2');
    for (const host of others) {
      const socket = connect({ host, port: Number(port) });
      await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' }, host);
    }
    assert.equal(await ask(services.postgres.url, 'SHOW unix_socket_directories'), '');
  });

  it('gives a superuser, UTF-8, UTC and room for 400 sessions', async () => {
    await using services = await startServices({ postgres: true });
    const { url } = services.postgres;
    assert.equal(await ask(url, 'SHOW is_superuser'), 'on');
    assert.equal(await ask(url, 'SHOW server_encoding'), 'UTF8');
    assert.equal(await ask(url, 'SHOW timezone'), 'UTC');
    assert.equal(await ask(url, 'SHOW max_connections'), '400');
    assert.equal(await ask(url, `SELECT lower('ÄÖ')`), 'äö');
  });

  it('runs two servers at once that do not know of each other', async () => {
    await using first = await startServices({ postgres: true });
    const second = await startServices({ postgres: true });
    assert.notEqual(new URL(first.postgres.url).port, new URL(second.postgres.url).port);
    await ask(second.postgres.url, 'CREATE TABLE mine ()');
    assert.equal(await ask(first.postgres.url, `SELECT to_regclass('mine')`), null);
    await second[Symbol.asyncDispose]();
    assert.equal(await ask(first.postgres.url, 'SELECT 1'), 1);
  });

  it('takes another port when another process takes the first one before the server does', async () => {
    await using occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const taken = (occupant.address() as AddressInfo).port;
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const offered = [taken, (free.address() as AddressInfo).port];
    free.close();
    await once(free, 'close');
    // Nothing else goes wrong on the way: the empty cluster, which is there by now, is not made anew.
    await using first = await startServices({ postgres: true });
    assert.ok(first.postgres.url);
    await using service = await startEmbedded(
      (sentence) => assert.fail(sentence),
      async () => offered.shift() ?? 0,
    );
    assert.notEqual(new URL(service.info.url).port, String(taken));
    assert.deepEqual(offered, []);
  });

  it('gives up with one sentence when every port is taken', async () => {
    await using occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    await assert.rejects(
      startEmbedded(
        () => {},
        async () => port,
      ),
      (error) =>
        error instanceof ServiceUnavailable &&
        /did not start \(.*Address already in use.*\)/.test(error.message) &&
        /DATABASE_URL/.test(error.message) &&
        !error.message.includes('\n'),
    );
    assert.deepEqual(runFolders(), []);
  });
});

describe('the empty cluster', () => {
  /** A cache of the test's own, and a first start's duty to fill it. */
  async function withOwnCache(name: string, work: (cache: string) => Promise<void>): Promise<void> {
    const before = process.env.WORKBOOK_CACHE;
    const cache = join(ownFolder, name);
    mkdirSync(cache);
    process.env.WORKBOOK_CACHE = cache;
    try {
      await work(cache);
    } finally {
      if (before === undefined) delete process.env.WORKBOOK_CACHE;
      else process.env.WORKBOOK_CACHE = before;
    }
  }
  const clustersIn = (cache: string) =>
    readdirSync(cache).filter((name) => name.startsWith('postgres-'));

  it('is made once, even by two that need it at the same time', async () => {
    await withOwnCache('twice', async (cache) => {
      const said: string[] = [];
      const onProgress = (sentence: string) => void said.push(sentence);
      await using first = await startServices({ postgres: true, onProgress });
      assert.equal(said.length, 1);
      await using again = await startServices({ postgres: true, onProgress });
      assert.equal(said.length, 1);
      rmSync(join(cache, clustersIn(cache)[0] as string), { recursive: true });
      const both = [
        startServices({ postgres: true, onProgress }),
        startServices({ postgres: true, onProgress }),
      ];
      for (const { postgres } of [first, again, ...(await Promise.all(both))]) {
        assert.equal(await ask(postgres?.url as string, 'SELECT 1'), 1);
      }
      assert.equal(clustersIn(cache).length, 1);
      for (const services of await Promise.all(both)) await services[Symbol.asyncDispose]();
    });
  });

  it('is made anew when another process discards it before it is copied', async () => {
    await withOwnCache('discarded', async (cache) => {
      let starts = 0;
      const discardAtFirst = async () => {
        if (starts++ === 0)
          rmSync(join(cache, clustersIn(cache)[0] as string, 'data'), { recursive: true });
        return freePort();
      };
      await using service = await startEmbedded(() => {}, discardAtFirst);
      assert.equal(await ask(service.info.url, 'SELECT 1'), 1);
      assert.equal(starts, 2);
    });
  });

  it('is made anew when the one in the cache is damaged', async () => {
    await withOwnCache('damaged', async (cache) => {
      await (await startServices({ postgres: true }))[Symbol.asyncDispose]();
      const control = join(cache, clustersIn(cache)[0] as string, 'data', 'global', 'pg_control');
      rmSync(control);
      await using services = await startServices({ postgres: true });
      assert.equal(await ask(services.postgres.url, 'SELECT 1'), 1);
      assert.ok(existsSync(control));
    });
  });
});
