import { inColumns } from '../command/columns.ts';
import type { FuzzVerdict } from './fuzz-server.ts';
import type { FuzzOptions, FuzzResult } from './fuzz-steps.ts';

const count = new Intl.NumberFormat('en');
const cells = inColumns([6, 10, 9, 9, 13, 18, 8]);
const mebibyte = 1024 * 1024;

/** What is done, and the first line of the table. */
export function fuzzHeadingText({ requests, seed }: FuzzOptions): string {
  const heading = ['step', 'requests', 'done', 'refused', 'hung up on', 'resident memory', 'time'];
  return [
    `At least ${count.format(requests)} generated requests to each step, byte by byte, by the seed ${seed}. Hung up on:`,
    'not HTTP, or a body that ends too early. Memory: when a tenth was done, and at the end.',
    '',
    `${cells(heading)}accounts`,
  ].join('\n');
}

/** One step in the table; what is wrong stands below it. */
export function fuzzRowText({ step, verdict, durationMs }: FuzzResult): string {
  const { requests, counts, failures } = verdict;
  const row = cells([
    step,
    count.format(requests),
    count.format(counts.done),
    count.format(counts.refused),
    count.format(counts.unanswered),
    memoryText(verdict.memory),
    `${(durationMs / 1000).toFixed(1)} s`,
  ]);
  const judgement = failures.length === 0 ? '✓ as they were answered' : '✗ see below';
  const below = failures.map((failure) => `      ✗ ${failure.replaceAll('\n', '\n        ')}`);
  return [`${row}${judgement}`, ...below].join('\n');
}

function memoryText(memory: FuzzVerdict['memory']): string {
  if (!memory) return 'not told here';
  const [warm, end] = [memory.warmBytes, memory.endBytes].map((bytes) =>
    Math.round(bytes / mebibyte),
  );
  return `${warm} → ${end} MiB`;
}
