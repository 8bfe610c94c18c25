import { checkTemporaryFolder } from '../folders/cache-folder.ts';
import { reasonOf } from '../model/reason.ts';
import type { BreakableService, OnProgress, RunningService } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { ofParent } from '../source/of-parent.ts';
import { readSettings } from '../source/settings.ts';
import { redisByUrl, redisVersion } from './by-url.ts';
import { startRedisContainer } from './container.ts';
import { distributionProgram } from './distribution.ts';
import { startRedisProgram } from './local.ts';
import { programOnPath, type RedisProgram } from './programs.ts';

/**
 * Redis from the first place that has it: the parent run, containers if those are asked for, REDIS_URL, the path,
 * the distribution's packages. A url that is set but wrong is an error: nothing else takes its place.
 *
 * @throws ServiceUnavailable
 */
export async function startRedis(onProgress: OnProgress): Promise<RunningService> {
  const { parent, containers, redisUrl } = readSettings();
  if (parent.redis) return ofParent(parent.redis, await redisVersion(parent.redis));
  if (containers) return startRedisContainer(onProgress);
  if (redisUrl) return redisByUrl(redisUrl);
  return startOwnRedis(onProgress);
}

/**
 * A Redis of this run's own, whatever the environment says.
 *
 * @throws ServiceUnavailable
 */
export async function startOwnRedis(onProgress: OnProgress): Promise<BreakableService> {
  await checkTemporaryFolder();
  const [installed, whyNot] = await orReason(programOnPath());
  if (installed) return startRedisProgram(installed, 'system', onProgress);
  const [unpacked, whyNotEither] = await orReason(distributionProgram(onProgress));
  if (unpacked) return startRedisProgram(unpacked, 'distribution', onProgress);
  throw new ServiceUnavailable(
    `${whyNot}, and ${whyNotEither}: ${redisInstallHint()}, or set REDIS_URL to a Redis server`,
  );
}

async function orReason(
  program: Promise<RedisProgram>,
): Promise<[RedisProgram] | [undefined, string]> {
  try {
    return [await program];
  } catch (error) {
    return [undefined, reasonOf(error)];
  }
}

/**
 * How a Redis is installed on a platform, as an imperative.
 *
 * @param platform As `process.platform`.
 */
export function redisInstallHint(platform: string = process.platform): string {
  return platform === 'darwin'
    ? 'install it with "brew install redis"'
    : 'install the package redis-server, redis or valkey of your system';
}
