import { type CourseStep } from '@workbook/course';
import { JudgePool, judgesSideBySide, type PoolOptions } from '@workbook/judge';
import {
  numberInEnvironment,
  type ServiceInfo,
  type Services,
  ServiceUnavailable,
  startServices,
} from '@workbook/services';
import type { Environment, Server } from '../json/environment.ts';
import { Interrupted } from '../usage/errors.ts';

/** What races are judged with, while a command works. */
export interface Workshop {
  readonly pool: JudgePool;
  readonly environment: Environment;
  readonly services: Services;
  /** Why there is no Redis, although a step asked for one. */
  readonly whyNoRedis?: ServiceUnavailable;
}

/**
 * Starts the servers that `steps` need, once, and processes that judge; stops all of it when `work`
 * is done, fails or is interrupted. `work` must not print: it may go on for a moment after that. With
 * `onDebugger` a schedule is run under a debugger, which is told its address.
 *
 * Throws `ServiceUnavailable` when a server cannot be started or reached, `ScriptError` when
 * a variable of the workbook makes no sense, `Interrupted` after a signal.
 */
export async function withWorkshop<T>(
  steps: readonly CourseStep[],
  onProgress: (sentence: string) => void,
  work: (workshop: Workshop) => Promise<T>,
  { onDebugger }: Pick<PoolOptions, 'onDebugger'> = {},
): Promise<T> {
  return untilInterrupted(async (interrupted) => {
    // Before anything is started.
    const options = {
      size: judgesSideBySide(),
      ...patience(),
      ...(onDebugger && { onDebugger }),
    };
    const needs = new Set(steps.flatMap((step) => step.needs));
    const starting = startWhatIsThere(needs, onProgress);
    // A server that is still starting ends with this process: there is nothing to wait for.
    const { whyNoRedis, ...started } = await Promise.race([starting, interrupted]);
    await using services = started;
    await using pool = new JudgePool(services, {
      ...options,
      ...(whyNoRedis && { whyNoRedis: whyNoRedis.message }),
    });
    const { postgres, redis } = services;
    const environment: Environment = {
      node: process.versions.node,
      ...(postgres && { postgresql: serverOf(postgres) }),
      ...(redis && { redis: serverOf(redis) }),
    };
    return await Promise.race([work({ pool, environment, services, whyNoRedis }), interrupted]);
  });
}

/** Right code is silent while it is loaded, and a day is as good as for ever. */
const silenceMs = { least: 1000, most: 86_400_000 };

/** `WORKBOOK_SILENCE_MS`: how long a judge may be silent before its code counts as hung. */
function patience(): { hangTimeoutMs?: number } {
  const hangTimeoutMs = numberInEnvironment('WORKBOOK_SILENCE_MS', silenceMs);
  return hangTimeoutMs ? { hangTimeoutMs } : {};
}

/**
 * Without a Redis, all code that does not need it can still be judged; what needs it has no verdict then, and
 * says why. A `REDIS_URL` that does not answer is an error nevertheless.
 */
async function startWhatIsThere(
  needs: ReadonlySet<string>,
  onProgress: (sentence: string) => void,
): Promise<Services & Pick<Workshop, 'whyNoRedis'>> {
  const postgres = needs.has('postgres');
  const redis = needs.has('redis');
  try {
    return await startServices({ postgres, redis, toJudge: true, onProgress });
  } catch (error) {
    const alone = redis && postgres && !process.env.REDIS_URL;
    if (!alone || !(error instanceof ServiceUnavailable)) throw error;
    const services = await startServices({ postgres, toJudge: true, onProgress });
    return { ...services, whyNoRedis: error };
  }
}

function serverOf({ version, source }: ServiceInfo): Server {
  return { version, source };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Gives `work` a promise that fails with `Interrupted` at the first signal; later ones are ignored. */
async function untilInterrupted<T>(work: (interrupted: Promise<never>) => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const stop = (signal: NodeJS.Signals) =>
    reject(new Interrupted(signal as (typeof signals)[number]));
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(promise);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
