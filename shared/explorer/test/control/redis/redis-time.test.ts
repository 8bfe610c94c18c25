import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Services, startServices } from '@workbook/services';
import { controlRedis, explore } from '../../../src/index.ts';
import { redisConnection } from '../../../src/redis-connection.ts';
import { codeScenario } from '../../support/code-scenario.ts';

let services: Services;
before(async () => {
  services = await startServices({ redis: true });
});
after(() => services[Symbol.asyncDispose]());

describe('Redis', () => {
  it('takes and tells absolute times by the clock of the run', async () => {
    controlRedis();
    const redisUrl = services.redis?.url ?? '';
    const redis = redisConnection(redisUrl);
    await redis.connect();
    const results: unknown[] = [];
    const seconds = (ms: number) => Math.round(ms / 1000);
    await explore(
      codeScenario({
        share: async () => void (await redis.flushDb()),
        clients: {
          A: async () => {
            const laterMs = Date.now() + 60_000;
            await redis.set('a', '1', { expiration: { type: 'PXAT', value: laterMs } });
            await redis.set('b', '1');
            await redis.expireAt('b', seconds(laterMs));
            const [, c] = await redis.multi().set('c', '1').pExpireAt('c', laterMs).exec();
            const left = [await redis.pTTL('a'), await redis.pTTL('b'), await redis.pTTL('c')];
            const told: unknown = await redis.sendCommand(['TIME']);
            return {
              c,
              left: left.map(seconds),
              at: seconds(await redis.pExpireTime('a')) === seconds(laterMs),
              none: await redis.expireTime('nothing'),
              now: Math.abs(Number((told as string[])[0]) - seconds(Date.now())) <= 1,
            };
          },
        },
        judge: (_, run) => {
          results.push(run.results.get('A'));
          return { outcome: run.ending.kind };
        },
      }),
      { redisUrl },
    );
    redis.destroy();
    assert.deepEqual(results[0], { c: 1, left: [60, 60, 60], at: true, none: -2, now: true });
  });
});
