import { loadCourse } from '@workbook/course';
import { createDatabase, redisDatabaseIn, type Services, startServices } from '@workbook/services';
import type { ServerUrls } from './step-server.ts';

/** Of a run's 16 databases in a Redis, one that no race uses: those fill the first fourteen. */
const redisDatabase = 14;

/** The services that steps live on, with storage there that belongs to one step. */
export interface OwnStorage extends AsyncDisposable {
  /** A new database of this name, the Redis database that no race uses, and only what the step needs. */
  urlsFor(step: string, name: string): Promise<ServerUrls>;
}

/** Starts what these steps need, all together. Disposing ends it. */
export async function startStorage(steps: readonly string[]): Promise<OwnStorage> {
  const course = await loadCourse();
  const needsOf = (step: string) => course.find(({ number }) => number === step)?.needs ?? [];
  const needs = new Set(steps.flatMap(needsOf));
  const services: Services & AsyncDisposable = await startServices({
    postgres: needs.has('postgres'),
    redis: needs.has('redis'),
  });
  const { postgres, redis } = services;
  return {
    async urlsFor(step, name) {
      const own = needsOf(step);
      return {
        postgres:
          postgres && own.includes('postgres')
            ? await createDatabase(postgres.url, name)
            : undefined,
        redis:
          redis && own.includes('redis') ? redisDatabaseIn(redis.url, redisDatabase) : undefined,
      };
    },
    [Symbol.asyncDispose]: () => services[Symbol.asyncDispose](),
  };
}
