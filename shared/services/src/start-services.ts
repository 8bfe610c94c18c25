import type { OnProgress, ServiceInfo, Services } from './model/service-info.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { startRedis } from './redis/start-redis.ts';

/** Which servers are wanted. Nothing is wanted by default. */
export interface ServiceOptions {
  readonly postgres?: boolean;
  readonly redis?: boolean;
  /**
   * Whether races will be judged on the servers. A PostgreSQL of the user's own must then let its role
   * do more than create databases.
   */
  readonly toJudge?: boolean;
  /** Told what takes a while, one sentence at a time, and when a server is lost. */
  readonly onProgress?: OnProgress;
}

/** `Services` in which what was certainly asked for is certainly present. */
export type StartedServices<Options extends ServiceOptions> = Services &
  (Options extends { readonly postgres: true } ? { readonly postgres: ServiceInfo } : unknown) &
  (Options extends { readonly redis: true } ? { readonly redis: ServiceInfo } : unknown);

/**
 * Starts the servers that are asked for, or finds them where DATABASE_URL and REDIS_URL say. Those
 * that were started end with this process at the latest, however it ends.
 *
 * @throws ServiceUnavailable when one is not available; the rest are stopped again.
 */
export async function startServices<const Options extends ServiceOptions>(
  options: Options,
): Promise<StartedServices<Options>> {
  const onProgress = options.onProgress ?? (() => {});
  const wanted = {
    postgres: options.postgres
      ? startPostgres(onProgress, options.toJudge ? 'to judge' : 'to serve')
      : undefined,
    redis: options.redis ? startRedis(onProgress) : undefined,
  };
  const settled = await Promise.allSettled([wanted.postgres, wanted.redis]);
  const running = settled.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  const stopAll = async () => {
    await Promise.all(running.map((service) => service[Symbol.asyncDispose]()));
  };
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) {
    await stopAll();
    throw failed.reason;
  }
  const [postgres, redis] = [await wanted.postgres, await wanted.redis];
  const services: Services = {
    ...(postgres && { postgres: postgres.info }),
    ...(redis && { redis: redis.info }),
    [Symbol.asyncDispose]: stopAll,
  };
  // What was asked for is there by now; the compiler cannot follow that through the options.
  return services as StartedServices<Options>;
}
