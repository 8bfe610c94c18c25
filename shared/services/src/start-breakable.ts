import type { BreakableService, OnProgress } from './model/service-info.ts';
import { startEmbedded } from './postgres/embedded.ts';
import { startOwnRedis } from './redis/start-redis.ts';
import { forgetUsersVariables } from './source/users-variables.ts';

/**
 * Starts a server that can be halted, started again and frozen. Always one of this run's own:
 * DATABASE_URL, REDIS_URL and SERVICES may name a shared one, and those are never broken. It
 * ends with this process at the latest, halted and frozen or not.
 *
 * @throws ServiceUnavailable
 */
export function startBreakable(
  service: 'postgres' | 'redis',
  onProgress: OnProgress = () => {},
): Promise<BreakableService> {
  if (service === 'redis') return startOwnRedis(onProgress);
  forgetUsersVariables('of the workbook');
  return startEmbedded(onProgress);
}
