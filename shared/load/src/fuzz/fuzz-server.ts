import { anyRequest } from '@workbook/http/test-support';
import fc from 'fast-check';
import type { StepServer } from '../step/step-server.ts';
import { type BatchCounts, Damage, sendBatch } from './batch.ts';
import { residentBytes } from './memory.ts';

/** The largest batch; a failure can be made smaller by the smaller ones. */
const batchSize = 300;
/** How long a failure may be made smaller. */
const shrinkMs = 30_000;
/** After this part of the requests, caches are warm and code is compiled; from there on it counts. */
const warmPart = 0.1;
/** More than a run's accounts and garbage amount to; a leak of ten kilobytes a request is more. */
export const growthMaxBytes = 64 * 1024 * 1024;

/** What a step has answered to all of its requests. */
export interface FuzzVerdict {
  readonly requests: number;
  readonly counts: BatchCounts;
  /** Resident memory when the server was warm and at the end, where the system tells it. */
  readonly memory: { readonly warmBytes: number; readonly endBytes: number } | undefined;
  /** What should not have happened. Empty is green. */
  readonly failures: readonly string[];
}

/** Sends at least this many generated requests to a server, in batches. */
export async function fuzzServer(
  { url, pid }: Pick<StepServer, 'url' | 'pid'>,
  requests: number,
  seed: number,
): Promise<FuzzVerdict> {
  const counts = { done: 0, refused: 0, unanswered: 0 };
  let sent = 0;
  let warmBytes: number | undefined;
  let failedMs: number | undefined;
  let smallest: unknown;

  const property = fc.asyncProperty(
    fc.array(anyRequest(), { minLength: 1, maxLength: batchSize, size: 'max' }),
    async (batch) => {
      // fast-check ends with the smallest failure found when nothing smaller fails.
      if (failedMs === undefined ? sent >= requests : performance.now() - failedMs > shrinkMs)
        return;
      try {
        const { done, refused, unanswered } = await sendBatch(url, batch);
        if (failedMs !== undefined) return;
        counts.done += done;
        counts.refused += refused;
        counts.unanswered += unanswered;
      } catch (error) {
        failedMs ??= performance.now();
        smallest = error;
        throw error;
      }
      sent += batch.length;
      if (sent >= requests * warmPart) warmBytes ??= await residentBytes(pid);
    },
  );
  for (let round = 0; sent < requests && failedMs === undefined; round += 1)
    await fc.check(property, { seed: seed + round, numRuns: Math.ceil(requests / batchSize) });
  // A server that can no longer be reached, for instance: no request is to blame.
  if (smallest !== undefined && !(smallest instanceof Damage)) throw smallest;

  const endBytes = await residentBytes(pid);
  const memory =
    warmBytes === undefined || endBytes === undefined ? undefined : { warmBytes, endBytes };
  const failures = smallest instanceof Damage ? [smallest.message] : [];
  return { requests: sent, counts, memory, failures: [...failures, ...growthOf(memory)] };
}

/** What is wrong with the memory of a server, if anything is. */
export function growthOf(memory: FuzzVerdict['memory']): string[] {
  const grown = memory ? memory.endBytes - memory.warmBytes : 0;
  if (grown <= growthMaxBytes) return [];
  return [`the server has grown by ${Math.round(grown / 1024 / 1024)} MiB`];
}
