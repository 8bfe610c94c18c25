import { createClient } from 'redis';

export type Redis = ReturnType<typeof clientFor>;

/** How long Redis may stay silent before it counts as away. */
const silenceMs = 1000;

/**
 * Connects, or goes on trying in the background: this service works without Redis, only slower. A
 * command that cannot be sent at once, or is not answered in time, fails instead of waiting.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = clientFor(url);
  // Every command reports its own failure; an error event without a listener would end the process.
  redis.on('error', () => {});
  await Promise.race([redis.connect(), new Promise((resolve) => redis.once('error', resolve))]);
  return redis;
}

function clientFor(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: silenceMs / 2,
    socket: { connectTimeout: silenceMs, socketTimeout: silenceMs },
  });
}

/** What Redis says, or undefined when it says nothing because it is away. */
export async function ifAvailable<T>(command: Promise<T>): Promise<T | undefined> {
  try {
    return await command;
  } catch {
    return undefined;
  }
}
