import { inColumns } from '../command/columns.ts';
import type { FaultResult } from './run-all-faults.ts';
import { connections, timeoutMs } from './run-fault.ts';

const count = new Intl.NumberFormat('en');
const cells = inColumns([6, 24, 30, 10, 12, 10]);

/** What is done, and the first line of the table. */
export function faultsHeadingText(): string {
  const heading = ['step', 'fault', 'answers until then', 'longest', 'all served', 'in doubt'];
  return [
    `${connections} connections, each with two accounts for itself, while something breaks. All served: how long`,
    'after the end of the fault every connection had an answer 200 again. In doubt: requests that were refused',
    'after they had lost the database in the middle, and on steps 03 and 04 each refused transfer, which',
    `is two writes there: these may have happened or not. Everything else counts exactly. No answer may take ${timeoutMs / 1000} s.`,
    '',
    `${cells(heading)}ledger`,
  ].join('\n');
}

/** One fault in the table; what is wrong stands below it. */
export function faultRowText({ step, fault, verdict }: FaultResult): string {
  const { statuses, longestMs, recoveredMs, inDoubt, accounts, failures } = verdict;
  const answers = [...statuses]
    .toSorted(([a], [b]) => a - b)
    .map(([status, times]) => `${status || 'none'}: ${count.format(times)}`);
  const row = cells([
    step,
    fault.name,
    answers.join(', '),
    seconds(longestMs),
    recoveredMs === undefined ? 'never' : seconds(recoveredMs),
    count.format(inDoubt),
  ]);
  const isLedgerWrong = failures.some((failure) => failure.startsWith('accounts '));
  const ledger = isLedgerWrong ? 'wrong' : `exact, all ${accounts} accounts`;
  const mark = failures.length === 0 ? '✓' : '✗';
  return [`${row}${mark} ${ledger}`, ...failures.map((failure) => `      ✗ ${failure}`)].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
