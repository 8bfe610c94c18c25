import { ServiceUnavailable } from './service-unavailable.ts';

/** What the environment says about where the servers come from. */
export interface Settings {
  /** `SERVICES=containers`: both come from containers, whatever urls are set. */
  readonly containers: boolean;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
}

/**
 * Reads SERVICES, DATABASE_URL and REDIS_URL. An empty one counts as unset.
 *
 * @throws ServiceUnavailable when SERVICES is none of the words that it may be.
 */
export function readSettings(): Settings {
  const { SERVICES: services, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  if (services && services !== 'containers') {
    throw new ServiceUnavailable(`SERVICES must be "containers" or unset, got "${services}"`);
  }
  return {
    containers: services === 'containers',
    databaseUrl: databaseUrl || undefined,
    redisUrl: redisUrl || undefined,
  };
}
