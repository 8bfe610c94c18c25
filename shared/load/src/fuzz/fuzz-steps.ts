import { loadCourse } from '@workbook/course';
import { type OwnStorage, startStorage } from '../step/own-storage.ts';
import { StepCopy } from '../step/step-server.ts';
import { type FuzzVerdict, fuzzServer } from './fuzz-server.ts';

/** Steps that are served at the same time: much of each answer is waiting for the fraud screening. */
const atOnce = 4;
/**
 * A small heap, so that Node cleans up instead of growing: what still grows is really kept. With a
 * larger one, garbage would look like a leak.
 */
const smallHeap = ['--max-old-space-size=160', '--max-semi-space-size=4'];

/** What the fuzz found on one step, and how long it took. */
export interface FuzzResult {
  readonly step: string;
  readonly verdict: FuzzVerdict;
  readonly durationMs: number;
}

/** How many requests, from which seed, to which code: the same three give the same requests. */
export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** An `accounts.ts` that takes the place of the step's own. */
  readonly file?: string | undefined;
}

/** All steps of the course. */
export async function allSteps(): Promise<string[]> {
  return (await loadCourse()).map(({ number }) => number);
}

/** Sends every step the same requests. Resolves with whether all was well. */
export async function fuzzSteps(
  steps: readonly string[],
  options: FuzzOptions,
  onResult: (result: FuzzResult) => void,
): Promise<boolean> {
  await using storage = await startStorage(steps);
  const left = [...steps];
  let isGreen = true;
  const work = async () => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) {
      const result = await fuzzStep(step, storage, options);
      isGreen &&= result.verdict.failures.length === 0;
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return isGreen;
}

async function fuzzStep(
  step: string,
  storage: OwnStorage,
  { requests, seed, file }: FuzzOptions,
): Promise<FuzzResult> {
  const beganMs = performance.now();
  const urls = await storage.urlsFor(step, `fuzz_${step}`);
  await using copy = await StepCopy.make(step, urls, file);
  const verdict = await fuzzServer(await copy.start(smallHeap), requests, seed);
  return { step, verdict, durationMs: performance.now() - beganMs };
}
