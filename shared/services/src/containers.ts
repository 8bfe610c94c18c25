import { randomBytes } from 'node:crypto';
import { postgresVersion } from './postgres/by-url.ts';
import { superuser } from './postgres/settings.ts';
import { reasonOf } from './reason.ts';
import { redisVersion } from './redis/by-url.ts';
import type { OnProgress, RunningService } from './service-info.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

// testcontainers takes most of a second to import, so that is done only when it is used. What it
// starts is removed by its own helper container, even when this process is killed.

const postgresImage = 'postgres:18';
const redisImage = 'redis:8';

/** The data is thrown away, so it need not survive a crash. */
const postgresSettings = [
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  ...['max_connections=200', 'jit=off', 'timezone=UTC'],
];

/**
 * Starts PostgreSQL in a container.
 *
 * @throws ServiceUnavailable
 */
export async function startPostgresContainer(onProgress: OnProgress): Promise<RunningService> {
  await needEngine();
  return inContainer(postgresImage, onProgress, async () => {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const container = await new PostgreSqlContainer(postgresImage)
      .withUsername(superuser)
      .withPassword(randomBytes(24).toString('hex'))
      .withDatabase('postgres')
      .withCommand(['postgres', ...postgresSettings.flatMap((setting) => ['-c', setting])])
      .start();
    const url = container.getConnectionUri();
    const stop = async () => void (await container.stop());
    return { url, version: await postgresVersion(url), stop };
  });
}

/**
 * Starts Redis in a container.
 *
 * @throws ServiceUnavailable
 */
export async function startRedisContainer(onProgress: OnProgress): Promise<RunningService> {
  await needEngine();
  return inContainer(redisImage, onProgress, async () => {
    const { RedisContainer } = await import('@testcontainers/redis');
    const password = randomBytes(24).toString('hex');
    // A file and not withPassword(), which makes the password an argument that `ps` shows.
    const configuration = `requirepass ${password}\nsave ""\nappendonly no\n`;
    const container = await new RedisContainer(redisImage)
      .withCopyContentToContainer([
        { content: configuration, target: '/tmp/workbook.conf', mode: 0o444 },
      ])
      .withCommand(['redis-server', '/tmp/workbook.conf'])
      .start();
    const url = `redis://:${password}@${container.getHost()}:${container.getPort()}/0`;
    const stop = async () => void (await container.stop());
    return { url, version: await redisVersion(url), stop };
  });
}

/**
 * Resolves when a container engine answers.
 *
 * @throws ServiceUnavailable
 */
export async function needEngine(): Promise<void> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch (cause) {
    throw new ServiceUnavailable(
      'SERVICES=containers needs a container engine, and none answers: start Docker or Podman, or unset SERVICES',
      { cause },
    );
  }
}

async function inContainer(
  image: string,
  onProgress: OnProgress,
  start: () => Promise<{ url: string; version: string; stop: () => Promise<void> }>,
): Promise<RunningService> {
  onProgress(`starting ${image} in a container; the first time, its image is downloaded`);
  try {
    const { url, version, stop } = await start();
    let stopped: Promise<void> | undefined;
    return {
      info: { url, source: 'containers', version },
      [Symbol.asyncDispose]() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (cause) {
    throw new ServiceUnavailable(
      `the container of ${image} did not start (${reasonOf(cause)}): mend that, or unset SERVICES`,
      { cause },
    );
  }
}
