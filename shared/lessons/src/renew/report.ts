import { createPatch } from 'diff';
import type { Problem } from '../page/problem.ts';
import type { Stale } from './renew.ts';

/** Problems as lines that editors can jump to: `steps/04/README.md:12: …`. */
export function formatProblems(path: string, problems: readonly Problem[]): string {
  return problems.map(({ line, message }) => `${path}:${line}: ${message}`).join('\n');
}

/** What a block says, and what the run says now, as a diff. */
export function formatStale(path: string, { block, before, after }: Stale): string {
  const [, , , , ...lines] = createPatch('', `${before.trim()}\n`, `${after.trim()}\n`).split('\n');
  return `${path}:${block.line}: "run: ${block.title}" is out of date; write it anew with "npm run lessons", and read what changed:\n${lines.join('\n')}`;
}
