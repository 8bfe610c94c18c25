import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { redisDatabaseIn, type Services, startBreakable, startServices } from '@workbook/services';
import { createClient } from 'redis';
import { RedisSnapshot } from '../../src/world/redis-snapshot.ts';

async function connected(url: string) {
  return await createClient({ url }).connect();
}

for (const place of ['a Redis of its own', 'a Redis that others use too']) {
  describe(`the snapshot of a Redis database, in ${place}`, () => {
    const stack = new AsyncDisposableStack();
    const known = process.env.REDIS_URL;
    let services: Services & { redis: { url: string } };
    let redis: Awaited<ReturnType<typeof connected>>;

    before(async () => {
      if (place !== 'a Redis of its own') {
        process.env.REDIS_URL = stack.use(await startBreakable('redis')).info.url;
      }
      services = stack.use(await startServices({ redis: true }));
      redis = await connected(services.redis.url);
      stack.defer(() => redis.destroy());
    });
    after(async () => {
      await stack.disposeAsync();
      if (known === undefined) delete process.env.REDIS_URL;
      else process.env.REDIS_URL = known;
    });

    it('has another content by each value, key and second to live, and the same when it is back', async () => {
      await using snapshot = await RedisSnapshot.open(services.redis.url);
      await redis.set('account:1', '200');
      await redis.set('lease:1', 'x', { PX: 5500 });
      await snapshot.record();
      const recorded = await snapshot.content();
      const changes = [
        () => redis.set('account:1', '201'),
        () => redis.set('account:1', Buffer.from([0xff])),
        () => redis.set('account:1', Buffer.from([0xfe])),
        () => redis.del('account:1'),
        () => redis.persist('lease:1'),
        () => redis.pExpire('lease:1', 3500),
      ];
      const contents = [recorded];
      for (const change of changes) {
        await change();
        contents.push(await snapshot.content());
        await snapshot.restore();
        assert.equal(await snapshot.content(), recorded);
      }
      assert.equal(new Set(contents).size, changes.length + 1);
    });

    it('brings it back as often as needed, for several at a time, and leaves it empty', async () => {
      const one = await RedisSnapshot.open(services.redis.url);
      await redis.set('account:1', '100');
      await redis.hSet('hash', { field: 'value' });
      const other = await RedisSnapshot.open(redisDatabaseIn(services.redis.url, 1));
      await one.record();
      for (const changed of ['70', '30']) {
        await redis.set('account:1', changed);
        await redis.set('lease:1', 'x');
        await one.restore();
        assert.equal(await redis.get('account:1'), '100');
        assert.deepEqual((await redis.keys('*')).sort(), ['account:1', 'hash']);
      }
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      assert.equal(await redis.dbSize(), 0);
    });
  });
}
