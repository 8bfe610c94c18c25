/** Two accounts between which money is moved: all that happens to them stays between them. */
export interface Pair {
  readonly payer: number;
  readonly payee: number;
}

/** One request that changes a pair, and what became of it. */
export interface Entry {
  readonly kind: 'deposit' | 'withdrawal' | 'transfer';
  /** Whose account a deposit or a withdrawal is for. A transfer goes from the payer to the payee. */
  readonly side: keyof Pair;
  readonly amount: number;
  /** Undefined as long as it is under way, and for good where the server died with it. */
  outcome?: 'done' | 'refused' | 'failed';
}

/** How an amount of money stands on both accounts of a pair. */
export type Balances = Readonly<Record<keyof Pair, number>>;

/** The accounts as they were after the load, to be compared with the ledger. */
export interface Found {
  /** What the accounts hold. */
  readonly balances: Balances;
  /** Whether a transfer that was cut off may have debited without crediting. */
  readonly mayBeHalf: boolean;
}

/** What is wrong with a pair of accounts. */
export interface Discrepancy {
  /** Found minus expected, with no request in flight counted. */
  readonly payer: number;
  readonly payee: number;
}

const nothing: Balances = { payer: 0, payee: 0 };

/** What the accounts must hold by the answers alone: the opening balance and all that was answered 200. */
export function expectedBalances(opening: number, entries: readonly Entry[]): Balances {
  return entries
    .filter(({ outcome }) => outcome === 'done')
    .map(effectOf)
    .reduce(sum, { payer: opening, payee: opening });
}

/**
 * Compares a pair with its ledger: exactly for what was answered; what was never answered may have
 * happened or not. Returns nothing when some choice of the unanswered requests explains both
 * balances, and how far off they are when none does.
 */
export function discrepancyOf(
  opening: number,
  entries: readonly Entry[],
  { balances, mayBeHalf }: Found,
): Discrepancy | undefined {
  const expected = expectedBalances(opening, entries);
  const off = {
    payer: balances.payer - expected.payer,
    payee: balances.payee - expected.payee,
  };
  const unanswered = entries.filter(({ outcome }) => outcome === undefined);
  return possibleEffects(unanswered, mayBeHalf).has(keyOf(off)) ? undefined : off;
}

/** Everything that the unanswered requests may have done together, as keys of the sums. */
function possibleEffects(unanswered: readonly Entry[], mayBeHalf: boolean): Set<string> {
  let reached = new Map([[keyOf(nothing), nothing]]);
  for (const entry of unanswered) {
    const further = new Map(reached);
    for (const before of reached.values())
      for (const effect of effectsOf(entry, mayBeHalf)) {
        const after = sum(before, effect);
        further.set(keyOf(after), after);
      }
    reached = further;
  }
  return new Set(reached.keys());
}

function effectsOf(entry: Entry, mayBeHalf: boolean): Balances[] {
  const whole = effectOf(entry);
  if (entry.kind !== 'transfer' || !mayBeHalf) return [whole];
  return [whole, { ...whole, payee: 0 }];
}

function effectOf({ kind, side, amount }: Entry): Balances {
  if (kind === 'transfer') return { payer: -amount, payee: amount };
  return { ...nothing, [side]: kind === 'deposit' ? amount : -amount };
}

function sum(a: Balances, b: Balances): Balances {
  return { payer: a.payer + b.payer, payee: a.payee + b.payee };
}

function keyOf({ payer, payee }: Balances): string {
  return `${payer} ${payee}`;
}
