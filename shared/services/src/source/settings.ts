import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { wellFormedUrl } from './well-formed-url.ts';

/** Urls of storage that a parent run of the workbook has made for this process. */
export interface ParentServices {
  readonly postgres?: string;
  readonly redis?: string;
}

/** What the environment says about where the servers come from. */
export interface Settings {
  /** `SERVICES=containers`: both come from containers, whatever urls are set. */
  readonly containers: boolean;
  /**
   * `WORKBOOK_SERVICES`, which a run sets for the processes that it starts: used as it is, whatever
   * else is set, and nothing is made or dropped there.
   */
  readonly parent: ParentServices;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
}

/** The environment in which a child process uses these services of this run, and starts none of its own. */
export function environmentFor(services: ParentServices): { readonly WORKBOOK_SERVICES: string } {
  return { WORKBOOK_SERVICES: JSON.stringify(services) };
}

/**
 * Reads SERVICES, DATABASE_URL and REDIS_URL. An empty one counts as unset.
 *
 * @throws ServiceUnavailable when SERVICES is not one of the words that it may be, or WORKBOOK_SERVICES
 *   is not what a run has set.
 */
export function readSettings(): Settings {
  const { SERVICES: services, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  if (services && services !== 'containers') {
    throw new ServiceUnavailable(`SERVICES must be "containers" or unset, got "${services}"`);
  }
  return {
    containers: services === 'containers',
    parent: parentServices(process.env.WORKBOOK_SERVICES || '{}'),
    databaseUrl: databaseUrl || undefined,
    redisUrl: redisUrl || undefined,
  };
}

function parentServices(text: string): ParentServices {
  const isUrl = (url: unknown, protocol: RegExp) =>
    url === undefined || (typeof url === 'string' && wellFormedUrl(url, protocol) !== undefined);
  try {
    const { postgres, redis } = JSON.parse(text) as ParentServices;
    if (isUrl(postgres, /^postgres(ql)?:$/) && isUrl(redis, /^rediss?:$/))
      return { ...(postgres && { postgres }), ...(redis && { redis }) };
  } catch {
    // Said below.
  }
  throw new ServiceUnavailable(
    'WORKBOOK_SERVICES is not what a run of the workbook sets for the processes that it starts: unset it',
  );
}
