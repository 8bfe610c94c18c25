import { controlFiles } from '../control/files/control-files.ts';
import { controlPostgres } from '../control/postgres/control-postgres.ts';
import { controlRedis } from '../control/redis/control-redis.ts';
import { ExplorationError } from '../model/errors.ts';
import type { StorageUrls } from '../model/options.ts';
import type { Scenario } from '../model/scenario.ts';
import { checkOptions } from '../search/check-options.ts';
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
  { postgresUrl, redisUrl, ...others }: StorageUrls = {},
): Scenario<ServiceEnd<Clients, Awaited<Looked>>> & AsyncDisposable {
  checkOptions({ postgresUrl, redisUrl, ...others });
  controlFiles();
  if (postgresUrl !== undefined) controlPostgres();
  if (redisUrl !== undefined) controlRedis();
  return new ServiceScenario(service);
}

/** The service as it is: a place to write one, where each part knows the type of the others. */
export function defineService<
  Made,
  Clients extends ServiceClients<Awaited<Made>>,
  Looked = undefined,
>(service: Service<Made, Clients, Looked>): Service<Made, Clients, Looked> {
  return service;
}

/** The scenario itself, of which its caller disposes, or the one that a service is. */
export function openSubject(
  subject: unknown,
  urls: StorageUrls,
): Scenario<unknown> & AsyncDisposable {
  if (isObject(subject) && 'instance' in subject)
    return scenarioOf(subject as Service<unknown, ServiceClients<unknown>, unknown>, urls);
  if (isObject(subject) && 'prepare' in subject) {
    const scenario = subject as Scenario<unknown>;
    return {
      prepare: (options) => scenario.prepare(options),
      [Symbol.asyncDispose]: async () => {},
    };
  }
  throw new ExplorationError(
    'what is to be explored is neither a service, with `instance`, nor a scenario, with `prepare`',
  );
}

/** Whether it is a service that keeps what is stored as the run before has left it. */
export function hasNoReset(subject: unknown): boolean {
  return isObject(subject) && 'instance' in subject && !('reset' in subject && subject.reset);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
