import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { startServices } from '../src/index.ts';
import { foreignRedis } from './support/foreign-redis.ts';

foreignRedis();

describe('the gate before a Redis, for the library ioredis', () => {
  it('is a Redis: pipelines, transactions, scripts by their SHA-1, blocking commands', async () => {
    await using services = await startServices({ redis: true });
    const redis = new Redis(services.redis.url);
    const other = new Redis(services.redis.url);
    redis.defineCommand('store', {
      numberOfKeys: 1,
      lua: "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])",
    });
    const scripted = redis as unknown as { store(key: string, value: string): Promise<string> };
    assert.equal(await scripted.store('a', '1'), '1');
    assert.equal(await scripted.store('a', '2'), '2');
    assert.deepEqual(await redis.pipeline().incr('a').get('a').exec(), [
      [null, 3],
      [null, '3'],
    ]);
    assert.deepEqual(await redis.multi().incr('a').del('a').exec(), [
      [null, 4],
      [null, 1],
    ]);
    const popped = redis.blpop('list', 0);
    await other.rpush('list', 'value');
    assert.deepEqual(await popped, ['list', 'value']);
    const keys: string[] = [];
    await other.mset('b', '1', 'c', '2');
    for await (const batch of redis.scanStream()) keys.push(...batch);
    assert.deepEqual(keys.sort(), ['b', 'c']);
    redis.disconnect();
    other.disconnect();
  });
});
