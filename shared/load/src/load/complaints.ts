import type { Discrepancy, Pair } from '../traffic/ledger.ts';

/** The same trouble once, whichever account it was about, with how often it came. */
export function summaryOf(troubles: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const trouble of troubles) {
    const kind = trouble.replace(/\/accounts\/\d+/, '/accounts/…');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, times]) => (times === 1 ? kind : `${kind}, ${times} times`));
}

/** How far two accounts are from what their ledger says. */
export function offText({ payer, payee }: Pair, off: Discrepancy): string {
  return `accounts ${payer} and ${payee} are off by ${off.payer} and ${off.payee}`;
}
