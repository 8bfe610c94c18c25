import { below, columns, shortened } from '../judging/columns.ts';
import type { MutantResult } from './judge-mutant.ts';

const line = columns(6, 32, 14, 42, 32, -6);

/** The first line of the table. */
export const heading = line('step', 'without', 'verdict', 'race', 'schedule', 'ms');

/** One mutant in the table; why no race comes back, or what surprises, stands below it. */
export function mutantText(result: MutantResult): string {
  const { step, protection, verdict, race, schedule, says, durationMs, surprise } = result;
  const ms = String(durationMs);
  const text = line(step, protection, verdict, race ?? '-', shortened(schedule ?? '-'), ms);
  if (surprise !== null) return `${text}${below}✗ ${surprise}`;
  return verdict === 'equivalent' ? `${text}${below}${says}` : text;
}

/**
 * How many mutants were killed, how many are equivalent, and how many are not as their protection
 * says.
 */
export function sumText(results: readonly MutantResult[]): string {
  const asSaid = results.filter(({ surprise }) => surprise === null);
  const killed = asSaid.filter(({ verdict }) => verdict === 'killed').length;
  return `${killed} killed, ${asSaid.length - killed} equivalent, ${results.length - asSaid.length} failed`;
}
