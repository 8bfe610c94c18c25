import { inColumns } from '../command/columns.ts';
import type { LoadPlan } from './plan.ts';
import type { LoadResult } from './run-all-loads.ts';
import { connectionsEach } from './run-load.ts';

const count = new Intl.NumberFormat('en');
const cells = inColumns([6, 11, 10, 8, 8, 9, 8]);

/** What is done, and the first line of the table. */
export function headingText(requests: number): string {
  const heading = ['step', 'processes', 'accounts', 'done', 'refused', 'cut off', 'time'];
  return [
    `${count.format(requests)} requests to each process, on ${connectionsEach} connections: withdrawals, deposits and transfers,`,
    'a third each; a quarter of that where nothing is claimed. ✝: one process is killed halfway by',
    'SIGKILL and started again; cut off are the requests that were in flight then. owned: openings by',
    'owners with one account, four at once for each, and then withdrawals that only one can be paid of.',
    '',
    `${cells(heading)}ledger`,
  ].join('\n');
}

/** One load in the table; what failed stands below it. */
export function rowText(load: LoadResult): string {
  const { plan, verdict, durationMs } = load;
  const row = cells([
    plan.step,
    `${plan.processes}${isKilled(plan) ? ' ✝' : ''}`,
    plan.accounts,
    count.format(verdict.done),
    count.format(verdict.refused),
    isKilled(plan) ? count.format(verdict.inFlight) : '',
    `${(durationMs / 1000).toFixed(1)} s`,
  ]);
  return [`${row}${ledgerText(load)}`, ...failureLines(verdict.failures)].join('\n');
}

function isKilled({ kill }: LoadPlan): boolean {
  return kill === 'halfway';
}

function ledgerText({ plan, verdict }: LoadResult): string {
  const { wrongAccounts, accounts, lostChanges, changes } = verdict;
  const missing = `at least ${count.format(lostChanges)} of ${count.format(changes)} changes lost`;
  const lost = `${wrongAccounts} of ${accounts} accounts wrong${lostChanges > 0 ? `, ${missing}` : ''}`;
  const state = wrongAccounts === 0 ? `exact, all ${accounts} accounts` : lost;
  if (verdict.failures.length > 0) return `✗ ${state}`;
  if (!plan.exact) return `– ${state}; not claimed (${plan.because})`;
  const { afterRestart } = verdict;
  const after =
    afterRestart === undefined
      ? ''
      : `; after a restart ${afterRestart} of them are left, not claimed`;
  return `✓ ${state} (${plan.because})${after}`;
}

/** Ten are enough to see the pattern. */
const shownFailures = 10;

function failureLines(failures: readonly string[]): string[] {
  const shown = failures.slice(0, shownFailures).map((failure) => `      ✗ ${failure}`);
  const more = failures.length - shown.length;
  return more > 0 ? [...shown, `      and ${more} more`] : shown;
}
