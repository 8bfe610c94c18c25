import { startPostgresContainer } from '../containers.ts';
import type { OnProgress, RunningService } from '../service-info.ts';
import { readSettings } from '../settings.ts';
import { postgresByUrl } from './by-url.ts';
import { startEmbedded } from './embedded.ts';

/**
 * PostgreSQL from the first place that has it: containers if those are asked for, DATABASE_URL,
 * the embedded one. A url that is set but wrong is an error: nothing else takes its place.
 *
 * @throws ServiceUnavailable
 */
export async function startPostgres(onProgress: OnProgress): Promise<RunningService> {
  const { containers, databaseUrl } = readSettings();
  if (containers) return startPostgresContainer(onProgress);
  if (databaseUrl) return postgresByUrl(databaseUrl);
  return startEmbedded(onProgress);
}
