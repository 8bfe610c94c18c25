import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ExplorationError } from '@workbook/explorer';
import { type Services, startServices } from '@workbook/services';
import { createClient } from 'redis';
import { claimRedis, RedisSnapshot, redisDatabaseIn } from '../src/redis-snapshot.ts';

describe('a Redis in which races are to run', () => {
  let services: Services & { redis: { url: string } };
  let redis: ReturnType<typeof createClient>;

  before(async () => {
    services = await startServices({ redis: true });
    redis = (await createClient({ url: services.redis.url }).connect()) as typeof redis;
  });
  after(async () => {
    redis?.destroy();
    await services?.[Symbol.asyncDispose]();
  });

  it('is refused while it holds what somebody may need, and nothing is deleted', async () => {
    await redis.select(5);
    await redis.set('precious', '1');
    await assert.rejects(RedisSnapshot.open(services.redis.url), (error) => {
      assert.ok(error instanceof ExplorationError);
      assert.match(error.message, /holds 1 keys, and races would delete them/);
      return true;
    });
    assert.equal(await redis.get('precious'), '1');
  });

  it('stays claimed for as long as somebody works in it', async () => {
    await redis.flushAll();
    await claimRedis(services.redis.url);
    await redis.select(15);
    const [word = ''] = await redis.keys('*');
    await redis.expire(word, 10);
    await claimRedis(services.redis.url);
    assert.ok((await redis.ttl(word)) > 10);
  });

  it('is used when it is empty, by several at a time, and left empty', async () => {
    await redis.flushAll();
    const one = await RedisSnapshot.open(services.redis.url);
    await redis.select(0);
    await redis.set('account:1', '100');
    const other = await RedisSnapshot.open(redisDatabaseIn(services.redis.url, 1));
    await one.take();
    await redis.set('account:1', '70');
    await one.restore();
    assert.equal(await redis.get('account:1'), '100');
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    assert.equal(await redis.dbSize(), 0);
  });
});
