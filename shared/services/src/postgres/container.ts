import { randomBytes } from 'node:crypto';
import type { OnProgress, RunningService } from '../model/service-info.ts';
import { inContainer } from '../source/container.ts';
import { postgresVersion } from './by-url.ts';
import { superuser } from './settings.ts';

const image = 'postgres:18';

/** The data is thrown away, so it need not survive a crash. */
const settings = [
  ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  ...['max_connections=400', 'jit=off', 'timezone=UTC'],
];

/**
 * Starts PostgreSQL in a container.
 *
 * @throws ServiceUnavailable
 */
export async function startPostgresContainer(onProgress: OnProgress): Promise<RunningService> {
  return inContainer(image, onProgress, async () => {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const container = await new PostgreSqlContainer(image)
      .withUsername(superuser)
      .withPassword(randomBytes(24).toString('hex'))
      .withDatabase('postgres')
      .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
      .start();
    const url = container.getConnectionUri();
    const stop = async () => void (await container.stop());
    return { url, version: await postgresVersion(url), stop };
  });
}
