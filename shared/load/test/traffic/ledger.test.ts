import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discrepancyOf, type Entry, expectedBalances } from '../../src/traffic/ledger.ts';

const opening = 100;

function entry(kind: Entry['kind'], amount: number, more: Partial<Entry> = {}): Entry {
  return { kind, side: 'payer', amount, outcome: 'done', ...more };
}

/** Cut off: `outcome` is not there at all. */
function unanswered(kind: Entry['kind'], amount: number, side: Entry['side'] = 'payer'): Entry {
  return { kind, side, amount };
}

function off(entries: readonly Entry[], payer: number, payee: number, mayBeHalf = false) {
  return discrepancyOf(opening, entries, { balances: { payer, payee }, mayBeHalf });
}

describe('expectedBalances', () => {
  it('counts what was answered with success, and nothing else', () => {
    const entries = [
      entry('deposit', 5),
      entry('withdrawal', 7, { side: 'payee' }),
      entry('transfer', 20),
      entry('deposit', 1000, { outcome: 'refused' }),
      entry('deposit', 1000, { outcome: 'failed' }),
      unanswered('deposit', 1000),
    ];
    assert.deepEqual(expectedBalances(opening, entries), { payer: 85, payee: 113 });
  });
});

describe('discrepancyOf', () => {
  it('finds nothing where both accounts are exact', () => {
    assert.equal(off([entry('transfer', 20), entry('deposit', 5)], 85, 120), undefined);
  });

  it('says how far each account is off', () => {
    assert.deepEqual(off([entry('deposit', 5), entry('deposit', 5)], 105, 103), {
      payer: -5,
      payee: 3,
    });
  });

  it('does not let an error of one account make up for that of the other', () => {
    assert.deepEqual(off([], 90, 110), { payer: -10, payee: 10 });
  });

  it('takes each cut-off request for done or not done', () => {
    const entries = [unanswered('deposit', 5), unanswered('withdrawal', 30, 'payee')];
    for (const [payer, payee] of [
      [100, 100],
      [105, 100],
      [100, 70],
      [105, 70],
    ] as const)
      assert.equal(off(entries, payer, payee), undefined, `${payer} ${payee}`);
    assert.notEqual(off(entries, 110, 100), undefined);
    assert.notEqual(off(entries, 100, 40), undefined);
  });

  it('takes a cut-off transfer whole or not at all', () => {
    const entries = [unanswered('transfer', 20)];
    assert.equal(off(entries, 80, 120), undefined);
    assert.equal(off(entries, 100, 100), undefined);
    assert.deepEqual(off(entries, 80, 100), { payer: -20, payee: 0 });
    assert.deepEqual(off(entries, 100, 120), { payer: 0, payee: 20 });
  });

  it('lets a transfer be half only where that is not claimed otherwise, and only in its order', () => {
    const entries = [unanswered('transfer', 20)];
    assert.equal(off(entries, 80, 100, true), undefined);
    assert.deepEqual(off(entries, 100, 120, true), { payer: 0, payee: 20 });
    assert.deepEqual(off([entry('transfer', 20)], 80, 100, true), { payer: 0, payee: -20 });
  });

  it('finds an account that is gone', () => {
    assert.notEqual(off([], Number.NaN, 100), undefined);
  });

  it('is quick with many cut-off requests of a few amounts', () => {
    const entries = Array.from({ length: 60 }, (_, i) =>
      unanswered((['deposit', 'withdrawal', 'transfer'] as const)[i % 3] ?? 'deposit', 10),
    );
    assert.equal(off(entries, 100 - 150, 100 + 100), undefined);
    assert.notEqual(off(entries, 101, 100), undefined);
  });
});
