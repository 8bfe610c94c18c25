import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { createClient } from 'redis';
import { inspectServices, startServices } from '../src/index.ts';
import type { OnProgress } from '../src/model/service-info.ts';
import { distributionProgram } from '../src/redis/distribution.ts';
import { startRedisProgram } from '../src/redis/local.ts';
import { programOnPath, type RedisProgram } from '../src/redis/programs.ts';
import { ownFolder } from './support/own-folder.ts';
import { runFolders, supervised, untilNothingIsLeft } from './support/processes.ts';

/** Any Redis that can be had here, so that most tests run on every system. */
async function anyProgram(): Promise<RedisProgram> {
  return programOnPath().catch(() => distributionProgram(() => {}));
}

async function connected(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** What a test changed in the environment is put back after it. */
const environment = { ...process.env };
afterEach(() => {
  for (const name of ['PATH', 'WORKBOOK_CACHE', 'APT_CONFIG', 'http_proxy', 'https_proxy']) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
});

describe('startServices({ redis: true })', () => {
  it('serves until it is disposed, and then leaves nothing behind', async () => {
    const services = await startServices({ redis: true });
    const { url, version } = services.redis;
    assert.match(version, /^\d+\.\d+\.\d+$/);
    const client = await connected(url);
    assert.equal(await client.set('key', 'value', { condition: 'NX' }), 'OK');
    assert.equal(await client.get('key'), 'value');
    client.destroy();
    const processes = supervised(process.pid);
    assert.equal(processes.length, 2);
    await services[Symbol.asyncDispose]();
    assert.deepEqual(runFolders(), []);
    await untilNothingIsLeft(processes);
    await assert.rejects(connected(url), /ECONNREFUSED/);
  });

  it('lets no client in without the password, which no process list shows', async () => {
    await using services = await startServices({ redis: true });
    const { password, host } = new URL(services.redis.url);
    assert.match(password, /^[0-9a-f]{48}$/);
    const stranger = await connected(`redis://${host}`).catch((error: Error) => error);
    assert.ok(stranger instanceof Error && /NOAUTH/.test(stranger.message));
    const processes = execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.match(processes, /supervisor\.ts/);
    assert.ok(!processes.includes(password));
  });

  it('listens on loopback only and keeps nothing on disk', async () => {
    await using services = await startServices({ redis: true });
    const client = await connected(services.redis.url);
    assert.deepEqual(await client.configGet(['bind', 'save', 'appendonly']), {
      bind: '127.0.0.1',
      save: '',
      appendonly: 'no',
    });
    client.destroy();
  });

  it('runs two servers at once that do not know of each other', async () => {
    await using first = await startServices({ redis: true });
    await using second = await startServices({ redis: true });
    assert.notEqual(new URL(first.redis.url).port, new URL(second.redis.url).port);
    assert.equal(runFolders().length, 2);
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
    await using service = await startRedisProgram(
      await anyProgram(),
      'system',
      () => {},
      async () => offered.shift() ?? 0,
    );
    assert.notEqual(new URL(service.info.url).port, String(taken));
    assert.deepEqual(offered, []);
  });

  it('stops PostgreSQL again when there is no Redis', async () => {
    process.env.REDIS_URL = 'redis://127.0.0.1:1';
    try {
      await assert.rejects(startServices({ postgres: true, redis: true }), /REDIS_URL/);
    } finally {
      delete process.env.REDIS_URL;
    }
    assert.deepEqual(supervised(process.pid), []);
    assert.deepEqual(runFolders(), []);
  });
});

/** A folder with a program called redis-server that does what the shell script says. */
function folderWithRedis(name: string, script: string): string {
  const folder = join(ownFolder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'redis-server'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

describe('a Redis on the path', () => {
  for (const name of ['redis-server', 'valkey-server']) {
    it(`is used when it is called ${name}`, async () => {
      const { file, environment: needed } = await anyProgram();
      const folder = join(ownFolder, `path with ${name}`);
      mkdirSync(folder);
      const settings = Object.entries(needed).map(([key, value]) => `${key}='${value}' `);
      const script = `#!/bin/sh\n${settings.join('')}exec '${file}' "$@"\n`;
      writeFileSync(join(folder, name), script);
      chmodSync(join(folder, name), 0o755);
      process.env.PATH = `${folder}:/usr/bin:/bin`;
      await using services = await startServices({ redis: true });
      assert.equal(services.redis.source, 'system');
    });
  }

  it('is passed over when it does not run', async () => {
    process.env.PATH = folderWithRedis('broken', 'echo "no Redis at all"');
    await assert.rejects(programOnPath(), /redis-server is not a Redis server: it says "no Redis/);
  });

  it('that never tells its version is passed over, with words that name it', async () => {
    process.env.PATH = folderWithRedis('silent', 'exec /bin/sleep 1000');
    await assert.rejects(
      programOnPath(50),
      /silent\/redis-server has not told its version in 0.05 s/,
    );
  });

  it('that is never ready is ended, with words that name it', async () => {
    const folder = folderWithRedis(
      'never-ready',
      'case $1 in --version) echo "Redis server v=7.0.15 sha=0";; *) exec /bin/sleep 1000;; esac',
    );
    process.env.PATH = `${folder}:${process.env.PATH}`;
    const program = await programOnPath();
    await assert.rejects(
      startRedisProgram(program, 'system', () => {}, undefined, 50),
      {
        name: 'ServiceUnavailable',
        message:
          /never-ready\/redis-server did not start \(not ready after 0.05 s\): mend that, or set/,
      },
    );
    assert.deepEqual(runFolders(), []);
  });
});

const noApt = !existsSync('/usr/bin/apt-get') && 'only Debian and its relatives have apt packages';

describe("the distribution's packages", { skip: noApt }, () => {
  // These download the real packages. Without a reachable mirror they fail, and the message of the
  // failure says that apt could not fetch them.
  let caches = 0;
  let pathWithoutRedis: string;

  before(() => {
    // apt and dpkg call other programs by name, so all of the path stays, but for Redis.
    pathWithoutRedis = join(ownFolder, 'without-redis');
    mkdirSync(pathWithoutRedis);
    const programs = ['/usr/bin', '/bin'].flatMap((folder) =>
      readdirSync(folder).map((name) => [name, join(folder, name)] as const),
    );
    for (const [name, program] of new Map(programs)) {
      if (!/^(redis|valkey)-/.test(name)) symlinkSync(program, join(pathWithoutRedis, name));
    }
  });
  after(() => {
    process.env.PATH = environment.PATH;
  });

  function emptyCache(): string {
    const cache = join(ownFolder, `cache-${++caches}`);
    mkdirSync(cache);
    process.env.WORKBOOK_CACHE = cache;
    process.env.PATH = pathWithoutRedis;
    return cache;
  }

  it('are fetched into the cache, once', async () => {
    const cache = emptyCache();
    const said: string[] = [];
    const onProgress = (sentence: string) => void said.push(sentence);
    await using services = await startServices({ redis: true, onProgress });
    assert.equal(services.redis.source, 'distribution');
    assert.match(said[0] ?? '', /^fetching the distribution's redis-tools, once$/);
    const heard = said.length;
    await using again = await startServices({ redis: true, onProgress });
    assert.equal(again.redis.source, 'distribution');
    assert.equal(said.length, heard);
    const kept = readdirSync(cache).filter((name) => name.startsWith('redis-'));
    assert.equal(kept.length, 1, kept.join());
    assert.equal(runFolders().length, 2, 'the folder of the download is gone');
  });

  it('are fetched by who looks whether they can be', async () => {
    const cache = emptyCache();
    const look = async (fetchRedis?: OnProgress) => {
      const { chosen } = (await inspectServices(fetchRedis)).redis;
      return chosen?.finding ?? '';
    };
    assert.match(await look(), /^apt has redis-tools in its lists: .* if the network lets it$/);
    assert.deepEqual(readdirSync(cache), []);
    assert.match(await look(() => {}), /^(Redis|Valkey) [\d.]+, now fetched$/);
    assert.match(await look(), /^(Redis|Valkey) [\d.]+, already fetched$/);
  });

  it('are not promised to who looks where the network is away', async () => {
    const cache = emptyCache();
    process.env.http_proxy = process.env.https_proxy = 'http://127.0.0.1:1';
    const said: string[] = [];
    const { redis } = await inspectServices((sentence) => void said.push(sentence));
    assert.equal(redis.chosen, undefined);
    assert.match(redis.rungs.at(-1)?.finding ?? '', /^apt could not fetch it \(.*127\.0\.0\.1/);
    assert.match(said[0] ?? '', /^fetching the distribution's redis-tools, once$/);
    const kept = readdirSync(cache).filter((name) => name.startsWith('redis-'));
    assert.deepEqual(kept, []);
    assert.deepEqual(runFolders(), []);
  });

  it('are fetched by two at the same time without harm', async () => {
    emptyCache();
    const both = [startServices({ redis: true }), startServices({ redis: true })];
    for (const services of await Promise.all(both)) {
      assert.equal(services.redis?.source, 'distribution');
      await services[Symbol.asyncDispose]();
    }
  });

  it('are found by fresh lists of our own where the system has none', async () => {
    emptyCache();
    const lists = join(ownFolder, 'no-lists');
    mkdirSync(lists);
    process.env.APT_CONFIG = join(ownFolder, 'apt.conf');
    writeFileSync(process.env.APT_CONFIG, `Dir::State::lists "${lists}";\n`);
    const said: string[] = [];
    await using services = await startServices({
      redis: true,
      onProgress: (sentence) => void said.push(sentence),
    });
    assert.equal(services.redis.source, 'distribution');
    assert.ok(said.some((sentence) => sentence.includes('package lists')));
    assert.deepEqual(readdirSync(lists), [], "the system's lists are left as they are");
  });

  it('give way to one clear sentence when apt cannot fetch them', async () => {
    emptyCache();
    process.env.APT_CONFIG = join(ownFolder, 'nowhere.conf');
    writeFileSync(
      process.env.APT_CONFIG,
      `Dir::State::lists "${ownFolder}/none";\nDir::Etc "${ownFolder}/none";\n`,
    );
    const { redis } = await inspectServices();
    assert.equal(redis.chosen, undefined, 'nothing is promised that apt does not know');
    assert.match(
      redis.rungs.at(-1)?.finding ?? '',
      /^apt has no redis-tools or valkey-tools in its/,
    );
    await assert.rejects(startServices({ redis: true }), (error: Error) => {
      assert.equal(error.name, 'ServiceUnavailable');
      assert.match(
        error.message,
        /^there is no redis-server or valkey-server on the path, and apt could not fetch it \(.*Unable to locate package.*\): install .*, or set REDIS_URL to a Redis server$/,
      );
      return true;
    });
    assert.deepEqual(runFolders(), []);
  });
});
