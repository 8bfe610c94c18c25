import { loadCourse, redisDatabaseIn } from '@workbook/race-test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import type { LoadPlan } from './plan.ts';
import { runLoad } from './run-load.ts';
import { type ServerUrls, StepCopy } from './step-server.ts';
import { judgeLoad, type LoadVerdict } from './verdict.ts';

/** One plan that was carried out. */
export interface Load {
  readonly plan: LoadPlan;
  readonly verdict: LoadVerdict;
  readonly durationMs: number;
}

export interface LoadOptions {
  /** How many requests each process gets; a quarter of them where nothing is claimed. */
  readonly requests: number;
  /** An `accounts.ts` that takes the place of the step's own. */
  readonly file?: string | undefined;
}

/**
 * Of the databases of a Redis, the one that no race uses: those fill the first fourteen, and the
 * last holds a word of theirs.
 */
export const redisDatabase = 14;

/** Carries out all plans, one after the other. Resolves with whether every claim held. */
export async function runAllLoads(
  plans: readonly LoadPlan[],
  options: LoadOptions,
  onLoad: (load: Load) => void,
): Promise<boolean> {
  const course = await loadCourse();
  const needsOf = (step: string) => course.find(({ number }) => number === step)?.needs ?? [];
  const needs = new Set(plans.flatMap(({ step }) => needsOf(step)));
  await using services = await startServices({
    postgres: needs.has('postgres'),
    redis: needs.has('redis'),
  });
  let isGreen = true;
  for (const plan of plans) {
    const load = await runPlan(plan, needsOf(plan.step), services, options);
    onLoad(load);
    isGreen &&= load.verdict.failures.length === 0;
  }
  return isGreen;
}

async function runPlan(
  plan: LoadPlan,
  needs: readonly string[],
  services: Services,
  { requests, file }: LoadOptions,
): Promise<Load> {
  const urls = await urlsFor(plan, needs, services);
  await using copy = await StepCopy.make(plan.step, urls, file);
  const history = await runLoad(copy, plan, plan.exact ? requests : Math.ceil(requests / 4));
  return { plan, verdict: judgeLoad(history, plan), durationMs: history.durationMs };
}

/** A new database of its own for each load, and only what the step needs. */
async function urlsFor(
  { step }: LoadPlan,
  needs: readonly string[],
  { postgres, redis }: Services,
): Promise<ServerUrls> {
  return {
    postgres:
      postgres && needs.includes('postgres')
        ? await createDatabase(postgres.url, `load_${step}`)
        : undefined,
    redis: redis && needs.includes('redis') ? redisDatabaseIn(redis.url, redisDatabase) : undefined,
  };
}
