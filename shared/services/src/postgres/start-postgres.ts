import type { OnProgress, RunningService } from '../model/service-info.ts';
import { ofParent } from '../source/of-parent.ts';
import { readSettings } from '../source/settings.ts';
import { forgetUsersVariables } from '../source/users-variables.ts';
import { postgresByUrl, postgresVersion } from './by-url.ts';
import { startPostgresContainer } from './container.ts';
import { startEmbedded } from './embedded.ts';
import type { Purpose } from './rights.ts';

/**
 * PostgreSQL from the first place that has it: the parent run, containers if those are asked for, DATABASE_URL,
 * the embedded one. A url that is set but wrong is an error: nothing else takes its place. What the user's
 * environment says of connections to other servers is forgotten.
 *
 * @throws ServiceUnavailable
 */
export async function startPostgres(
  onProgress: OnProgress,
  purpose: Purpose,
): Promise<RunningService> {
  const { parent, containers, databaseUrl } = readSettings();
  const isUsers = databaseUrl && !containers;
  // The parent has done so, and may work on a server of the user's.
  if (!parent.postgres) forgetUsersVariables(isUsers ? 'of the user' : 'of the workbook');
  if (parent.postgres) return ofParent(parent.postgres, await postgresVersion(parent.postgres));
  if (containers) return startPostgresContainer(onProgress);
  if (databaseUrl) return postgresByUrl(databaseUrl, purpose, onProgress);
  return startEmbedded(onProgress);
}
