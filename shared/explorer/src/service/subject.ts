import { controlFiles } from '../control/files/control-files.ts';
import { controlPostgres } from '../control/postgres/control-postgres.ts';
import { controlRedis } from '../control/redis/control-redis.ts';
import { ExplorationError } from '../model/errors.ts';
import type { StorageUrls } from '../model/options.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Service, ServiceClients, ServiceEnd } from './service.ts';
import { ServiceScenario } from './service-scenario.ts';

/**
 * A service as a scenario, for an `ExplorerPool` and for whatever wants to prepare runs by itself. What
 * the explorer knows of is put under control: files, `pg` where there is a `postgresUrl`, `redis`
 * where there is a `redisUrl`. Disposing of it closes all instances.
 *
 * Throws `ExplorationError` when the service is not described as it must be.
 */
export function scenarioOf<Made, Clients extends ServiceClients<Awaited<Made>>, Looked = undefined>(
  service: Service<Made, Clients, Looked>,
  { postgresUrl, redisUrl }: StorageUrls = {},
): Scenario<ServiceEnd<Clients, Awaited<Looked>>> & AsyncDisposable {
  controlFiles();
  if (postgresUrl !== undefined) controlPostgres();
  if (redisUrl !== undefined) controlRedis();
  return new ServiceScenario(service);
}

/** The scenario itself, or the one that a service is. */
export function openSubject(
  subject: unknown,
  urls: StorageUrls,
): Scenario<unknown> & Partial<AsyncDisposable> {
  if (typeof subject === 'object' && subject !== null) {
    if ('instance' in subject)
      return scenarioOf(subject as Service<unknown, ServiceClients<unknown>, unknown>, urls);
    // Its caller disposes of it.
    if ('prepare' in subject)
      return { prepare: (options) => (subject as Scenario<unknown>).prepare(options) };
  }
  throw new ExplorationError(
    'what is to be explored is neither a service, with `instance`, nor a scenario, with `prepare`',
  );
}
