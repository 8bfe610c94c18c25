import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  atMostAccounts,
  keysCountOnce,
  keysRequired,
  type Request,
  sumNotBelowZero,
} from '@workbook/course';
import type { Account } from '@workbook/domain';
import fc from 'fast-check';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { explain } from '../../src/verdict/linearizability.ts';
import { type Bank, bankOf, finalOf, histories, serve } from '../support/small-bank.ts';

describe('explain, by all rules,', () => {
  const rules = [atMostAccounts(2), sumNotBelowZero, keysCountOnce, keysRequired];

  it('agrees with trying every order of every choice', () => {
    let good = 0;
    let bad = 0;
    fc.assert(
      fc.property(histories, ({ history, final, crashedAt }) => {
        const expected = bruteForce(history, final);
        if (expected) good += 1;
        else bad += 1;
        const found = explain({ beginning: finalOf(bankOf()), rules, crashedAt }, history, final);
        assert.equal(found !== undefined, expected, JSON.stringify({ history, final }, null, 1));
      }),
      { numRuns: 4000, seed: 1 },
    );
    assert.ok(good > 400 && bad > 400, `${good} good and ${bad} bad histories say little`);
  });
});

/** Every order that time allows, and of each request without an answer both: it was carried out, or was not. */
function bruteForce(history: readonly Exchange[], final: readonly Account[]): boolean {
  const tryNext = (bank: Bank, left: readonly Exchange[]): boolean => {
    if (left.length === 0) return JSON.stringify(finalOf(bank)) === JSON.stringify(final);
    return left.some((one) => {
      const rest = left.filter((other) => other !== one);
      if (left.some(({ answeredAt = Number.POSITIVE_INFINITY }) => answeredAt < one.calledAt))
        return false;
      if (!one.answer && tryNext(bank, rest)) return true;
      const { answer, after } = serve(requestOf(one), bank);
      return (!one.answer || isAlike(one.answer, answer)) && tryNext(after, rest);
    });
  };
  return tryNext(bankOf(), history);
}

function requestOf({ call, label, key }: Exchange): Request {
  return { call, label, key: key ?? false };
}

const isAlike = (one: Answer, other: Answer) => JSON.stringify(one) === JSON.stringify(other);
