import { controlRedis, explore, printSummary } from '@workbook/explorer';
import { Redis } from 'ioredis';

const redisUrl = process.env.REDIS_URL;
controlRedis(Redis);

const found = await explore({
  instance: () => {
    const redis = new Redis(redisUrl);
    return { redis, close: () => redis.quit() };
  },
  sharesMemory: false,
  reset: ({ redis }) => redis.set('stock', 2),
  clients: { A: ({ redis }) => sell(redis), B: ({ redis }) => sell(redis) },
  look: async ({ redis }) => Number(await redis.get('stock')),
  judge: ({ seen }) => seen > 0 && `2 sold, ${seen} left`,
});
printSummary(found, 'ioredis');

async function sell(redis) {
  const amount = Number(await redis.get('stock'));
  await redis.set('stock', amount - 1);
  return 'sold';
}
