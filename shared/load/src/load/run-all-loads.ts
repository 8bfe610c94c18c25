import { type OwnStorage, startStorage } from '../step/own-storage.ts';
import { StepCopy } from '../step/step-server.ts';
import { judgeOwners, runOwners } from './owners.ts';
import type { LoadPlan } from './plan.ts';
import { runLoad } from './run-load.ts';
import { judgeLoad, type LoadVerdict } from './verdict.ts';

/** One plan that was carried out. */
export interface LoadResult {
  readonly plan: LoadPlan;
  readonly verdict: LoadVerdict;
  readonly durationMs: number;
}

/** How much load, and on which code. */
export interface LoadOptions {
  /** How many requests each process gets; a quarter of them where nothing is claimed. */
  readonly requests: number;
  /** An `accounts.ts` that takes the place of the step's own. */
  readonly file?: string | undefined;
}

/** Carries out all plans, one after the other. Resolves with whether every claim held. */
export async function runAllLoads(
  plans: readonly LoadPlan[],
  options: LoadOptions,
  onLoad: (load: LoadResult) => void,
): Promise<boolean> {
  await using storage = await startStorage(plans.map(({ step }) => step));
  let isGreen = true;
  for (const plan of plans) {
    const load = await runPlan(plan, storage, options);
    onLoad(load);
    isGreen &&= load.verdict.failures.length === 0;
  }
  return isGreen;
}

async function runPlan(
  plan: LoadPlan,
  storage: OwnStorage,
  { requests, file }: LoadOptions,
): Promise<LoadResult> {
  const urls = await storage.urlsFor(plan.step, `load_${plan.step}`);
  await using copy = await StepCopy.make(plan.step, urls, file);
  if (plan.accounts === 'owned') {
    const run = await runOwners(copy, plan, requests);
    return { plan, verdict: judgeOwners(run, plan), durationMs: run.durationMs };
  }
  const run = await runLoad(copy, plan, plan.exact ? requests : Math.ceil(requests / 4));
  return { plan, verdict: judgeLoad(run, plan), durationMs: run.durationMs };
}
