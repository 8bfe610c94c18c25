import { offText, summaryOf } from '../load/complaints.ts';
import { balancesOf } from '../traffic/bank-client.ts';
import { discrepancyOf, type Entry } from '../traffic/ledger.ts';
import { opening } from '../traffic/traffic.ts';
import type { Fault } from './faults.ts';
import type { Asked, FaultRun } from './run-fault.ts';

/** What is promised of a step under a fault. */
export interface FaultClaim {
  /** Every request is served: a step that can go on without Redis has no reason to refuse. */
  readonly allServed: boolean;
  /** A transfer is two writes here, and may break in the middle. */
  readonly mayBeHalf: boolean;
}

/** What a fault has shown. */
export interface FaultVerdict {
  /** How often each status was answered, until the server had recovered. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly longestMs: number;
  /** From the end of the fault until every connection was served again. */
  readonly recoveredMs: number | undefined;
  /** Refused while connections broke, or never answered: these may have happened or not. */
  readonly inDoubt: number;
  readonly accounts: number;
  /** What is not as it should be. Empty is green. */
  readonly failures: readonly string[];
}

/** Steps 03 and 04 write the two accounts of a transfer one after the other, outside a transaction. */
const halvingSteps = new Set(['03', '04']);

/** What is claimed of a step under this fault: without Redis, every request is still served. */
export function claimFor(step: string, fault: Pick<Fault, 'of'>): FaultClaim {
  return { allServed: fault.of === 'redis', mayBeHalf: halvingSteps.has(step) };
}

/** Compares what happened around a fault with the ledger, and with what is promised. */
export function judgeFault(
  run: FaultRun,
  { cutsDatabase }: Pick<Fault, 'cutsDatabase'>,
  { allServed, mayBeHalf }: FaultClaim,
): FaultVerdict {
  const { pairs, during, afterwards, struckMs, cutMs, overMs, servedMs, found } = run;
  const all = [...during, ...afterwards];
  const isCut = (asked: Asked) =>
    cutsDatabase && asked.sentMs <= cutMs && (asked.answer?.atMs ?? cutMs) >= struckMs;
  const outcomeOf = (asked: Asked): Entry['outcome'] => {
    if (asked.answer?.status === 200) return 'done';
    if (asked.answer === undefined || isCut(asked)) return undefined;
    // Its first half may have been written before the pool was empty.
    return mayBeHalf && asked.entry?.kind === 'transfer' ? undefined : 'refused';
  };
  const ledger = all.flatMap((asked) =>
    asked.entry ? [{ pair: asked.pair, entry: withOutcome(asked.entry, outcomeOf(asked)) }] : [],
  );
  const failures = [
    ...run.troubles,
    ...unexpected(during, allServed ? [200] : [200, 503]),
    ...unexpected(afterwards, [200]).map((what) => `${what}, when the fault was over`),
  ];
  if (servedMs === undefined)
    failures.push('not every connection was served again after the fault');
  for (const pair of pairs) {
    const entries = ledger.filter((line) => line.pair === pair).map(({ entry }) => entry);
    const off = discrepancyOf(opening, entries, { balances: balancesOf(pair, found), mayBeHalf });
    if (off) failures.push(offText(pair, off));
  }
  return {
    statuses: statusesOf(during),
    longestMs: Math.max(0, ...all.map(({ answer, sentMs }) => (answer?.atMs ?? sentMs) - sentMs)),
    recoveredMs: servedMs === undefined ? undefined : servedMs - overMs,
    inDoubt: ledger.filter(({ entry }) => entry.outcome === undefined).length,
    accounts: 2 * pairs.length,
    failures,
  };
}

function withOutcome({ kind, side, amount }: Entry, outcome: Entry['outcome']): Entry {
  return outcome ? { kind, side, amount, outcome } : { kind, side, amount };
}

/** The answers that no request should have got, each with how often it came. */
function unexpected(asked: readonly Asked[], expected: readonly number[]): string[] {
  const wrong = asked.filter(({ answer }) => answer && !expected.includes(answer.status));
  return summaryOf(
    wrong.map(({ method, path, answer }) => `${method} ${path} → ${answer?.status}`),
  );
}

function statusesOf(asked: readonly Asked[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { answer } of asked) {
    const status = answer?.status ?? 0;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
