import { randomBytes } from 'node:crypto';
import type { OnProgress, RunningService } from '../model/service-info.ts';
import { inContainer } from '../source/container.ts';
import { redisVersion } from './by-url.ts';

const image = 'redis:8';

/** Inside the container. */
const configurationFile = '/usr/local/etc/workbook.conf';

/**
 * Starts Redis in a container.
 *
 * @throws ServiceUnavailable
 */
export async function startRedisContainer(onProgress: OnProgress): Promise<RunningService> {
  return inContainer(image, onProgress, async () => {
    const { RedisContainer } = await import('@testcontainers/redis');
    const password = randomBytes(24).toString('hex');
    // A file and not withPassword(), which makes the password an argument that `ps` shows.
    const configuration = `requirepass ${password}\nsave ""\nappendonly no\n`;
    const container = await new RedisContainer(image)
      .withCopyContentToContainer([
        { content: configuration, target: configurationFile, mode: 0o444 },
      ])
      .withCommand(['redis-server', configurationFile])
      .start();
    const url = `redis://:${password}@${container.getHost()}:${container.getPort()}/0`;
    const stop = async () => void (await container.stop());
    return { url, version: await redisVersion(url), stop };
  });
}
