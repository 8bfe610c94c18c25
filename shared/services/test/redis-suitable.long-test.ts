import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { inspectServices, ServiceUnavailable, startServices } from '../src/index.ts';
import { connected, contentsOf, foreignRedis, send } from './support/foreign-redis.ts';
import { redisWith } from './support/redis-with.ts';

const foreign = foreignRedis();

/** Both the start and the doctor say it in one sentence, and nothing is changed. */
async function refusedWith(pattern: RegExp): Promise<void> {
  const { client } = foreign();
  const before = await contentsOf(client);
  await assert.rejects(startServices({ redis: true }), (error) => {
    assert.ok(error instanceof ServiceUnavailable, String(error));
    assert.match(error.message, pattern);
    assert.match(
      error.message,
      /^the Redis server that REDIS_URL names, 127\.0\.0\.1:\d+, .*: .*, or unset REDIS_URL for a server of this run's own$/,
    );
    assert.doesNotMatch(error.message, /s3cret/);
    return true;
  });
  const { chosen } = (await inspectServices()).redis;
  assert.equal(chosen?.usable, false);
  assert.match(chosen?.finding ?? '', pattern);
  assert.deepEqual(await contentsOf(client), before);
}

describe('a Redis that other clients use too is refused', () => {
  afterEach(async () => {
    const { client, server } = foreign();
    process.env.REDIS_URL = server.info.url;
    await client.configSet({ maxmemory: '0', 'maxmemory-policy': 'noeviction' });
    await client.aclDelUser('narrow');
  });

  async function keysIn(databases: number): Promise<void> {
    const { client } = foreign();
    for (let number = 0; number < databases; number += 1) {
      await client.select(number);
      await client.set('precious', '1');
    }
  }

  it('when too few of its databases are empty', async () => {
    await keysIn(12);
    await refusedWith(/has 4 empty databases of 16, and the workbook needs 5/);
  });

  it('but not when just enough are', async () => {
    await keysIn(11);
    assert.equal((await inspectServices()).redis.chosen?.usable, true);
    await using services = await startServices({ redis: true });
    const gate = await connected(services.redis.url);
    for (const number of [1, 2, 3, 4]) await gate.select(number);
    await assert.rejects(gate.select(5), /WORKBOOK .* has no empty database left for this run/);
    await gate.set('account:1', '1');
    assert.equal(await gate.get('account:1'), '1', 'in the database that was selected last');
    gate.destroy();
  });

  it('when it has one database only', async () => {
    await using one = await redisWith('databases 1');
    process.env.REDIS_URL = one.url;
    await refusedWith(/has 1 database only, and the workbook needs 5 empty ones/);
  });

  it('when its memory is limited and full, and keys of other clients are evicted then', async () => {
    const { client } = foreign();
    await client.configSet({ maxmemory: '1gb', 'maxmemory-policy': 'volatile-lru' });
    await refusedWith(/\(maxmemory-policy volatile-lru\).*: set maxmemory-policy to noeviction/);
    await client.configSet({ maxmemory: '1gb', 'maxmemory-policy': 'noeviction' });
    assert.equal((await inspectServices()).redis.chosen?.usable, true);
    await client.configSet({ maxmemory: '0', 'maxmemory-policy': 'allkeys-lru' });
    assert.equal((await inspectServices()).redis.chosen?.usable, true);
  });

  const missing: [rules: string, named: string][] = [
    ['~* +@all -eval', 'EVAL'],
    ['~* +@all -client|list', 'CLIENT LIST'],
    ['~* +@all -client', 'CLIENT SETNAME'],
    ['~* +@all -client|setname', 'CLIENT SETNAME'],
    ['~* +@all -command', 'COMMAND'],
    ['~* +@all -info', 'INFO'],
    ['~* +@all -select', 'SELECT'],
    ['~* +@all -copy', 'COPY'],
    ['~* +@all -@dangerous +info +client', 'KEYS'],
    ['~app:* +@all', 'GET'],
  ];
  for (const [rules, named] of missing) {
    it(`when its user may not do all that is needed: ${rules}`, async () => {
      const { client, server } = foreign();
      await send(client, 'ACL', 'SETUSER', 'narrow', 'on', '>s3cret', ...rules.split(' '));
      process.env.REDIS_URL = server.info.url.replace(/:[^:@/]+@/, 'narrow:s3cret@');
      await refusedWith(new RegExp(`does not let its user use ${named}, which the workbook needs`));
    });
  }

  it('but not when its user may do all that is needed', async () => {
    const { client, server } = foreign();
    await send(client, 'ACL', 'SETUSER', 'narrow', 'on', '>s3cret', '~*', '+@all');
    process.env.REDIS_URL = server.info.url.replace(/:[^:@/]+@/, 'narrow:s3cret@');
    await using services = await startServices({ redis: true });
    const gate = await connected(services.redis.url);
    assert.match(String(await send(gate, 'CLIENT', 'INFO')), / user=narrow /);
    gate.destroy();
  });
});
