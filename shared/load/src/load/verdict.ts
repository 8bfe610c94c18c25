import { balancesOf } from '../traffic/bank-client.ts';
import { type Discrepancy, discrepancyOf, type Entry } from '../traffic/ledger.ts';
import { amounts, opening } from '../traffic/traffic.ts';
import { offText, summaryOf } from './complaints.ts';
import type { LoadPlan } from './plan.ts';
import type { LoadRun } from './run-load.ts';

/** What a load has shown. */
export interface LoadVerdict {
  readonly done: number;
  readonly refused: number;
  /** Cut off by the kill, and so without an answer. */
  readonly inFlight: number;
  /** The accounts that do not hold what their ledger says. */
  readonly wrongAccounts: number;
  readonly accounts: number;
  /** How many of them are there after a restart at the end, where there was one. */
  readonly afterRestart: number | undefined;
  /** How many changes of a balance are missing at least, or are there too often. */
  readonly lostChanges: number;
  /** The changes that were answered with success. A transfer is two of them. */
  readonly changes: number;
  /** What the step claims and has not kept. Empty is green. */
  readonly failures: readonly string[];
}

/** Compares what happened under a load with the ledger, and with what the plan claims. */
export function judgeLoad(
  { pairs, calls, troubles, found, afterRestart }: LoadRun,
  { exact, mayBeHalf }: LoadPlan,
): LoadVerdict {
  const entries = calls.map(({ entry }) => entry);
  const count = (outcome: Entry['outcome']) =>
    entries.filter((entry) => entry.outcome === outcome).length;
  const [one = new Map<number, number>(), ...others] = found;
  const off = pairs.flatMap((pair) => {
    const ofPair = calls.filter((call) => call.pair === pair).map(({ entry }) => entry);
    const discrepancy = discrepancyOf(opening, ofPair, {
      balances: balancesOf(pair, one),
      mayBeHalf,
    });
    return discrepancy ? [{ pair, discrepancy }] : [];
  });
  const failures = summaryOf(troubles);
  if (others.some((other) => !sameBalances(one, other)))
    failures.push('the processes do not say the same of the accounts');
  for (const { pair, discrepancy } of exact ? off : []) failures.push(offText(pair, discrepancy));
  const done = entries.filter(({ outcome }) => outcome === 'done');
  return {
    done: done.length,
    refused: count('refused'),
    inFlight: count(undefined),
    wrongAccounts: off.flatMap(({ discrepancy }) => offBalances(discrepancy)).length,
    accounts: 2 * pairs.length,
    afterRestart,
    lostChanges: off
      .flatMap(({ discrepancy }) => offBalances(discrepancy))
      .reduce((sum, amount) => sum + changesIn(amount), 0),
    changes: done.reduce((sum, { kind }) => sum + (kind === 'transfer' ? 2 : 1), 0),
    failures,
  };
}

/** The fewest deposits, withdrawals and halves of transfers that a balance can be off by. */
export function changesIn(off: number): number {
  if (Number.isNaN(off)) return 0;
  const transfers = Math.round(off / amounts.transfer);
  const rest = off - transfers * amounts.transfer;
  const deposits = Math.round(rest / amounts.deposit);
  const withdrawals = (rest - deposits * amounts.deposit) / amounts.withdrawal;
  return Math.abs(transfers) + Math.abs(deposits) + Math.abs(withdrawals);
}

function offBalances({ payer, payee }: Discrepancy): number[] {
  return [payer, payee].filter((off) => off !== 0);
}

function sameBalances(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([id, balance]) => b.get(id) === balance);
}
