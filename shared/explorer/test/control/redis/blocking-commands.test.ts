import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { createClient, type RedisClientType } from 'redis';
import { controlRedis, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';
import { testRedis } from '../../support/redis.ts';

controlRedis();
controlRedis(Redis);

describe('a command that waits in Redis', () => {
  let redis: RedisClientType;
  let ioredis: Redis;
  before(async () => {
    const url = await testRedis();
    redis = createClient({ url });
    await redis.connect();
    ioredis = new Redis(url);
  });
  after(() => {
    redis.destroy();
    ioredis.disconnect();
  });

  const exploring = (ask: () => Promise<unknown>) =>
    explore(
      codeScenario({
        share: () => undefined,
        clients: { A: ask, B: () => redis.lPush('jobs', 'one') },
      }),
    );

  const waiting: Readonly<Record<string, () => Promise<unknown>>> = {
    BLPOP: () => redis.blPop('jobs', 0),
    BLMOVE: () => redis.blMove('jobs', 'done', 'LEFT', 'RIGHT', 0),
    BZPOPMIN: () => redis.bzPopMin('scores', 0),
    XREAD: () => redis.xRead({ key: 'events', id: '$' }, { BLOCK: 0 }),
    WAIT: () => redis.wait(1, 0),
    BRPOP: () => ioredis.brpop('jobs', 0),
    XREADGROUP: () => ioredis.xreadgroup('GROUP', 'g', 'c', 'BLOCK', 0, 'STREAMS', 'events', '>'),
    BRPOPLPUSH: () => ioredis.pipeline().brpoplpush('jobs', 'done', 0).exec(),
  };
  for (const [name, ask] of Object.entries(waiting))
    it(`is inconclusive, and is named at once: ${name}`, async () => {
      const { verdict, reason } = await exploring(ask);
      assert.equal(verdict, 'inconclusive');
      assert.match(
        reason ?? '',
        new RegExp(
          `^client A lets Redis wait, by "${name} .*" at \\S+blocking-commands\\.test\\.ts:\\d+:\\d+, and the explorer cannot see for which client: use the command that does not wait, and a timer before the next attempt$`,
        ),
      );
    });

  it('does not wait within a transaction, or where there is nothing to wait for', async () => {
    const { verdict } = await exploring(async () => {
      await redis.multi().blPop('jobs', 0).exec();
      await redis.xRead({ key: 'events', id: '0' });
      await redis.wait(0, 0);
    });
    assert.equal(verdict, 'prevented');
  });
});
