import type { Call } from './fire.ts';
import type { Entry, Pair } from './ledger.ts';

/**
 * Amounts that do not add up to one another in small numbers: when a balance is off, its digits say
 * what is missing. 3,000 is three deposits, 1,000,002 a transfer and two withdrawals.
 */
export const amounts = { withdrawal: 1, deposit: 1_000, transfer: 1_000_000 } as const;

/** Enough for every withdrawal and transfer of a run. */
export const opening = 10_000_000_000;

/** A request that moves money, together with its line in the ledger. */
export interface MoneyCall extends Call {
  readonly pair: Pair;
  readonly entry: Entry;
}

const kinds = ['withdrawal', 'deposit', 'transfer'] as const;
const sides = ['payer', 'payee'] as const;
/**
 * For how many rounds of three requests money goes to, and comes from, the same side. It divides no
 * number of pairs that is likely, or a pair whose turn it is would always find the same side.
 */
const sideLasts = 7;

/**
 * The requests of a run: one third withdrawals, one third deposits, one third transfers, each from
 * the first to the second account of a pair. `pairOf` says which pair a request is for, by the
 * number of its round of three and the connection that sends it. `calls` has all that was handed out.
 */
export class Traffic {
  readonly calls: MoneyCall[] = [];
  readonly total: number;
  readonly #pairOf: (round: number, connection: number) => Pair;

  constructor(total: number, pairOf: (round: number, connection: number) => Pair) {
    this.total = total;
    this.#pairOf = pairOf;
  }

  get isOver(): boolean {
    return this.calls.length >= this.total;
  }

  next(connection: number): MoneyCall | undefined {
    if (this.isOver) return undefined;
    const number = this.calls.length;
    const kind = kinds[number % 3] ?? 'deposit';
    const round = Math.floor(number / 3);
    // Not in every round: the pairs take turns too, and each of them has two sides.
    const side = sides[Math.floor(round / sideLasts) % 2] ?? 'payer';
    const entry: Entry = { kind, side, amount: amounts[kind] };
    const call = callFor(entry, this.#pairOf(round, connection));
    this.calls.push(call);
    return call;
  }
}

function callFor(entry: Entry, pair: Pair): MoneyCall {
  const { kind, side, amount } = entry;
  const method = 'POST';
  if (kind === 'transfer') {
    const body = { from: pair.payer, to: pair.payee, amount };
    return { method, path: '/transfers', body, pair, entry };
  }
  const path = `/accounts/${pair[side]}/${kind}s`;
  return { method, path, body: { amount }, pair, entry };
}

/** What an answer means for the ledger. Refusals change nothing, by contract; the rest is a defect. */
export function outcomeOf(status: number): NonNullable<Entry['outcome']> {
  if (status === 200 || status === 201) return 'done';
  return status === 409 || status === 412 || status === 503 ? 'refused' : 'failed';
}
