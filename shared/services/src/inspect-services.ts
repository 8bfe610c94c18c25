import { statfs } from 'node:fs/promises';
import { cacheFolder, checkTemporaryFolder } from './folders/cache-folder.ts';
import { runsFolder } from './folders/runs-folder.ts';
import { reasonOf } from './model/reason.ts';
import type { OnProgress, ServiceSource } from './model/service-info.ts';
import { findBinaries } from './postgres/binaries.ts';
import { inspectPostgres } from './postgres/by-url.ts';
import { serverAccount } from './postgres/server-account.ts';
import { inspectRedis } from './redis/by-url.ts';
import { fetchDistribution, inspectDistribution } from './redis/distribution.ts';
import { programOnPath } from './redis/programs.ts';
import { needEngine } from './source/container.ts';
import { readSettings } from './source/settings.ts';

/** One place that a server could come from. */
export interface Rung {
  readonly source: ServiceSource;
  readonly usable: boolean;
  /** What was found, or why it cannot serve: words without a full stop, without a password. */
  readonly finding: string;
}

/** The places for one server, in the order in which they are considered. */
export interface Ladder {
  readonly rungs: readonly Rung[];
  /**
   * Where `startServices` would take the server from. When that place is not usable, or there is no
   * place to take it from, it would throw instead.
   */
  readonly chosen: Rung | undefined;
}

/** Where servers would come from, and what room there is for their data. */
export interface Inspection {
  readonly postgres: Ladder;
  readonly redis: Ladder;
  /** Where data and caches are kept, and how many bytes are free there. */
  readonly folders: readonly { readonly path: string; readonly freeBytes: number }[];
}

/**
 * Finds out where servers would come from, and starts, downloads and changes nothing.
 *
 * @param fetchRedis Given, a Redis that only apt has is fetched now, as a start would fetch it: nothing else tells
 *   whether the network lets it. It is told how far that is.
 * @throws ServiceUnavailable when SERVICES has a value that means nothing, or there is no folder for
 *   temporary files.
 */
export async function inspectServices(fetchRedis?: OnProgress): Promise<Inspection> {
  const { containers, databaseUrl, redisUrl } = readSettings();
  await checkTemporaryFolder();
  const engine = containers
    ? inspect('containers', async () => {
        await needEngine();
        return 'a container engine answers';
      })
    : unusable('containers', 'SERVICES=containers is not set');
  const [postgres, redis] = await Promise.all([
    Promise.all([
      engine,
      byUrl('DATABASE_URL', databaseUrl, inspectPostgres),
      inspect('embedded', async () => {
        const account = await serverAccount();
        const { version } = await findBinaries(account);
        return `PostgreSQL ${version}${account ? `, run as ${account.name}` : ''}`;
      }),
    ]),
    Promise.all([
      engine,
      byUrl('REDIS_URL', redisUrl, inspectRedis),
      inspect('system', async () => {
        const program = await programOnPath();
        return `${program.name} ${program.version} at ${program.file}`;
      }),
    ]).then(async (rungs) => {
      const isServed = containers || redisUrl || rungs.some(({ usable }) => usable);
      const look = async () =>
        fetchRedis && !isServed ? fetchDistribution(fetchRedis) : inspectDistribution();
      return [...rungs, await inspect('distribution', look)];
    }),
  ]);
  return {
    postgres: ladder(postgres, containers, databaseUrl),
    redis: ladder(redis, containers, redisUrl),
    folders: await Promise.all(
      [cacheFolder(), runsFolder()].map(async (path) => spaceIn(await path)),
    ),
  };
}

/** A place that was asked for by name is chosen even if it does not work. */
function ladder(rungs: Rung[], containers: boolean, url: string | undefined): Ladder {
  const asked = containers ? 'containers' : url ? 'url' : undefined;
  const chosen = rungs.find(({ source, usable }) => (asked ? source === asked : usable));
  return { rungs, chosen };
}

async function inspect(source: ServiceSource, look: () => Promise<string>): Promise<Rung> {
  try {
    return { source, usable: true, finding: await look() };
  } catch (error) {
    return { source, usable: false, finding: reasonOf(error) };
  }
}

async function unusable(source: ServiceSource, finding: string): Promise<Rung> {
  return { source, usable: false, finding };
}

function byUrl(
  variable: string,
  url: string | undefined,
  versionOf: (url: string) => Promise<string>,
): Promise<Rung> {
  if (!url) return unusable('url', `${variable} is not set`);
  return inspect(
    'url',
    async () => `${variable} names a server of version ${await versionOf(url)}`,
  );
}

async function spaceIn(path: string): Promise<{ path: string; freeBytes: number }> {
  const { bavail, bsize } = await statfs(path);
  return { path, freeBytes: bavail * bsize };
}
