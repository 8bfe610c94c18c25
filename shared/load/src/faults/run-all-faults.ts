import { loadCourse } from '@workbook/course';
import { type BreakableService, createDatabase, startBreakable } from '@workbook/services';
import { StepCopy } from '../step/step-server.ts';
import { type Fault, faults } from './faults.ts';
import { claimFor, type FaultVerdict, judgeFault } from './judge-fault.ts';
import { runFault } from './run-fault.ts';

/** The steps that have a server to lose. */
export const faultySteps = ['03', '04', '05', '06', '07', '08', '09', '10'] as const;

/** How one step bore one fault. */
export interface FaultResult {
  readonly step: string;
  readonly fault: Fault;
  readonly verdict: FaultVerdict;
}

/** Which code is struck. */
export interface FaultOptions {
  /** An `accounts.ts` that takes the place of the step's own. */
  readonly file?: string | undefined;
}

/**
 * Strikes each step by each fault that concerns it. The server of a step stays the same all the time:
 * what one fault has done to it, the next one meets. Resolves with whether all was well.
 */
export async function runAllFaults(
  steps: readonly string[],
  { file }: FaultOptions,
  onResult: (run: FaultResult) => void,
): Promise<boolean> {
  const course = await loadCourse();
  const needsRedis = (step: string) =>
    course.find(({ number }) => number === step)?.needs.includes('redis') ?? false;
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startBreakable('postgres'));
  const redis = steps.some(needsRedis) ? stack.use(await startBreakable('redis')) : undefined;
  let isGreen = true;
  for (const step of steps) {
    const services = { postgres, redis: needsRedis(step) ? redis : undefined };
    await runStep(step, services, file, (result) => {
      isGreen &&= result.verdict.failures.length === 0;
      onResult(result);
    });
  }
  return isGreen;
}

async function runStep(
  step: string,
  { postgres, redis }: { postgres: BreakableService; redis: BreakableService | undefined },
  file: string | undefined,
  onResult: (run: FaultResult) => void,
): Promise<void> {
  const name = `faults_${step}`;
  const database = { name, url: await createDatabase(postgres.info.url, name) };
  await using copy = await StepCopy.make(
    step,
    { postgres: database.url, redis: redis?.info.url },
    file,
  );
  const server = await copy.start();
  for (const fault of faults.filter(({ of }) => of === 'postgres' || redis)) {
    const run = await runFault(server.url, fault, { postgres, redis, database });
    onResult({ step, fault, verdict: judgeFault(run, fault, claimFor(step, fault)) });
  }
}
