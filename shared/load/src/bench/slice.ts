import { ScriptError } from '@workbook/services';
import type { Workload } from '../cost/report.ts';
import { type Call, fire } from '../traffic/fire.ts';
import { outcomeOf } from '../traffic/traffic.ts';

/** How long, and how wide, a lane is measured at a time. */
export interface SliceOptions {
  readonly workload: Workload;
  readonly connections: number;
  /** Answers of the first moments are not counted: connections are made, caches filled. */
  readonly warmUpMs: number;
  readonly sliceMs: number;
}

/** What became of the requests of one slice. */
export interface Slice {
  /** Done within the slice. */
  readonly doneInTime: number;
  /** All answers, also those of the warm-up and those that came late. */
  readonly answered: number;
  /** Of all answers, the refusals. */
  readonly refused: number;
  /**
   * Of all answers since the warm-up. Late answers count too: leaving them out would make
   * a step look quick that lets a few clients wait for long.
   */
  readonly latenciesMs: readonly number[];
}

/** Loads the servers for one slice, and waits until they have answered everything. */
export async function httpSlice(
  urls: readonly string[],
  ids: readonly number[],
  { workload, ...options }: SliceOptions,
): Promise<Slice> {
  return callSlice(urls, () => callOf(workload, ids), options);
}

/** The same by calls of any kind. */
export async function callSlice(
  urls: readonly string[],
  call: () => Call,
  { connections, warmUpMs, sliceMs }: Omit<SliceOptions, 'workload'>,
): Promise<Slice> {
  // From the first request on: to start the load takes time, too.
  let fromMs = Number.NaN;
  let toMs = Number.NaN;
  const next = () => {
    const nowMs = performance.now();
    if (Number.isNaN(fromMs)) {
      fromMs = nowMs + warmUpMs;
      toMs = fromMs + sliceMs;
    }
    return nowMs < toMs ? call() : undefined;
  };
  const counts = { doneInTime: 0, answered: 0, refused: 0 };
  const latenciesMs: number[] = [];
  const defects: string[] = [];
  const { ended, cut } = fire({
    urls,
    connections,
    next,
    onAnswer: ({ call: answered, status, latencyMs }) => {
      const outcome = outcomeOf(status);
      if (outcome === 'failed') {
        defects.push(`${answered.method} ${answered.path} was answered ${status}`);
        return cut();
      }
      const nowMs = performance.now();
      counts.answered += 1;
      if (outcome === 'refused') counts.refused += 1;
      if (nowMs < fromMs) return;
      latenciesMs.push(latencyMs);
      if (outcome === 'done' && nowMs <= toMs) counts.doneInTime += 1;
    },
  });
  const [trouble] = [...(await ended), ...defects];
  if (trouble) throw new ScriptError(`${trouble}: there is no figure for this`);
  return { ...counts, latenciesMs };
}

function callOf(workload: Workload, ids: readonly number[]): Call {
  const [hot = 0] = ids;
  switch (workload) {
    case 'hot':
      return depositTo(hot);
    case 'spread':
      return depositTo(oneOf(ids));
    case 'transfers': {
      const from = oneOf(ids);
      return {
        method: 'POST',
        path: '/transfers',
        body: { from, to: otherThan(from, ids), amount: 1 },
      };
    }
    case 'reads':
      if (Math.random() < 0.1) return depositTo(oneOf(ids));
      return { method: 'GET', path: `/accounts/${oneOf(ids)}` };
  }
}

function depositTo(id: number): Call {
  return { method: 'POST', path: `/accounts/${id}/deposits`, body: { amount: 1 } };
}

/** One of these ids, by chance. */
export function oneOf(ids: readonly number[]): number {
  return ids[Math.floor(Math.random() * ids.length)] ?? 0;
}

/** One of these ids by chance, but not `id`: `ids` must hold another. */
export function otherThan(id: number, ids: readonly number[]): number {
  for (;;) {
    const other = oneOf(ids);
    if (other !== id) return other;
  }
}
