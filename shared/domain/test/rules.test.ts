import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Account,
  BalanceOutOfRange,
  balanceAfterDeposit,
  balanceAfterOverdraft,
  balanceAfterWithdrawal,
  checkAmount,
  checkAnotherAccount,
  checkOpening,
  checkOwner,
  checkTransfer,
  InsufficientFunds,
  InvalidAmount,
  InvalidOwner,
  maxAccountsOfOwner,
  maxBalance,
  SameAccount,
  TooManyAccounts,
} from '../src/index.ts';

const validAmount = fc.integer({ min: 1, max: maxBalance });
/** Shows a value, also one that has no string form, such as an object without a prototype. */
const anything = fc.anything({ withNullPrototype: true, withBigInt: true });
const invalidAmount = anything.filter(
  (value) => !(Number.isSafeInteger(value) && (value as number) > 0),
);
const balance = fc.oneof(fc.maxSafeNat(), fc.nat(100), fc.constant(maxBalance));
const account = (held: number): Account => ({ id: 1, owner: 'Ada', balance: held });

/** What `call` returns, or nothing if it refused with an error of `kind`. Other errors go through. */
function unlessRefused<T>(kind: new (...args: never[]) => Error, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof kind) return undefined;
    throw error;
  }
}

describe('checkAmount', () => {
  it('takes every positive safe integer', () => {
    fc.assert(fc.property(validAmount, (amount) => checkAmount(amount)));
  });

  it('refuses everything else, whatever its type', () => {
    fc.assert(
      fc.property(invalidAmount, (amount) => {
        assert.throws(() => checkAmount(amount as number), InvalidAmount);
      }),
    );
  });

  for (const amount of [0, -0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    it(`refuses ${amount}`, () => {
      assert.throws(() => checkAmount(amount), { name: 'DomainError', code: 'invalid_amount' });
    });
});

describe('checkOwner', () => {
  it('takes 1 to 100 characters, of any script', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 50 })
      .filter((text) => text.trim() !== '' && !text.includes('\0'));
    fc.assert(fc.property(name, (owner) => checkOwner(owner)));
    checkOwner('x');
    checkOwner('x'.repeat(100));
  });

  for (const owner of ['', ' \t\n', 'x'.repeat(101), '\0', 'Ada\0', '\ud83d', 'A\udcb6da'])
    it(`refuses ${JSON.stringify(owner)}`, () => {
      assert.throws(() => checkOwner(owner), { name: 'DomainError', code: 'invalid_owner' });
    });

  it('refuses a NUL or half a surrogate pair, wherever it is', () => {
    const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
    const around = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(around, fc.oneof(half, fc.constant('\0')), around, (before, bad, after) => {
        assert.throws(() => checkOwner(before + bad + after), InvalidOwner);
      }),
    );
  });

  it('refuses what is not text, whatever it is', () => {
    const notText = anything.filter((value) => typeof value !== 'string');
    fc.assert(
      fc.property(notText, (owner) => {
        assert.throws(() => checkOwner(owner as string), InvalidOwner);
      }),
    );
  });
});

describe('checkOpening', () => {
  it('takes an opening from nothing to the largest balance', () => {
    fc.assert(fc.property(balance, (opening) => checkOpening('Ada', opening)));
  });

  it('refuses an owner that checkOwner refuses', () => {
    assert.throws(() => checkOpening('A\0da', 0), InvalidOwner);
  });

  for (const opening of [-1, 0.5, Number.NaN, 2 ** 53])
    it(`refuses the opening ${opening}`, () => {
      assert.throws(() => checkOpening('Ada', opening), InvalidAmount);
    });
});

describe('checkTransfer', () => {
  it('takes two accounts and refuses one account twice', () => {
    checkTransfer(1, 2, 5);
    assert.throws(() => checkTransfer(1, 1, 5), SameAccount);
  });

  it('refuses an amount that no deposit would take', () => {
    assert.throws(() => checkTransfer(1, 2, 0), InvalidAmount);
  });
});

describe('balanceAfterDeposit', () => {
  it('adds exactly, or refuses just when the sum is out of range', () => {
    fc.assert(
      fc.property(balance, validAmount, (held, amount) => {
        const after = unlessRefused(BalanceOutOfRange, () =>
          balanceAfterDeposit(account(held), amount),
        );
        // In BigInt, because the sum of two safe integers need not be one.
        const sum = BigInt(held) + BigInt(amount);
        assert.equal(after, sum <= BigInt(maxBalance) ? Number(sum) : undefined);
      }),
    );
  });

  it('fills an account to the last unit and not past it', () => {
    assert.equal(balanceAfterDeposit(account(maxBalance - 1), 1), maxBalance);
    assert.throws(() => balanceAfterDeposit(account(maxBalance), 1), {
      code: 'balance_out_of_range',
    });
  });
});

describe('balanceAfterWithdrawal', () => {
  it('takes exactly, and refuses just when the account does not hold the amount', () => {
    fc.assert(
      fc.property(balance, validAmount, (held, amount) => {
        const after = unlessRefused(InsufficientFunds, () =>
          balanceAfterWithdrawal(account(held), amount),
        );
        assert.equal(after, held >= amount ? held - amount : undefined);
      }),
    );
  });

  it('empties an account to the last unit and not past it', () => {
    assert.equal(balanceAfterWithdrawal(account(7), 7), 0);
    assert.throws(() => balanceAfterWithdrawal(account(7), 8), { code: 'insufficient_funds' });
  });
});

describe('a walk of deposits, withdrawals and transfers', () => {
  const move = fc.record({ kind: fc.constantFrom('in', 'out', 'across'), amount: validAmount });
  const small = fc.record({
    kind: fc.constantFrom('in', 'out', 'across'),
    amount: fc.integer({ min: 1, max: 50 }),
  });

  it('never leaves 0 to maxBalance, and conserves the sum of what was accepted', () => {
    const walks = fc.array(fc.oneof(small, move), { maxLength: 60 });
    fc.assert(
      fc.property(balance, balance, walks, (first, second, moves) => {
        let [a, b] = [account(first), { ...account(second), id: 2 }];
        let expected = BigInt(first) + BigInt(second);
        for (const { kind, amount } of moves) {
          try {
            if (kind === 'in') {
              a = { ...a, balance: balanceAfterDeposit(a, amount) };
              expected += BigInt(amount);
            } else if (kind === 'out') {
              a = { ...a, balance: balanceAfterWithdrawal(a, amount) };
              expected -= BigInt(amount);
            } else {
              checkTransfer(a.id, b.id, amount);
              const debited = { ...a, balance: balanceAfterWithdrawal(a, amount) };
              const credited = { ...b, balance: balanceAfterDeposit(b, amount) };
              [a, b] = [debited, credited];
            }
          } catch (error) {
            assert.ok(error instanceof InsufficientFunds || error instanceof BalanceOutOfRange);
          }
          for (const held of [a.balance, b.balance])
            assert.ok(Number.isSafeInteger(held) && held >= 0, String(held));
          assert.equal(BigInt(a.balance) + BigInt(b.balance), expected);
        }
      }),
    );
  });
});

describe('balanceAfterOverdraft', () => {
  it('takes from one account what its owner holds altogether, and no more', () => {
    const savings = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(balance, savings, validAmount, (held, other, amount) => {
        const sum = held + other;
        const after = unlessRefused(InsufficientFunds, () =>
          balanceAfterOverdraft(account(held), sum, amount),
        );
        assert.equal(after, amount <= sum ? held - amount : undefined);
      }),
    );
  });
});

describe('checkAnotherAccount', () => {
  it('refuses one account more than an owner may have', () => {
    for (let count = 0; count < 5; count += 1) {
      const mayOpen = count < maxAccountsOfOwner;
      if (mayOpen) checkAnotherAccount('Ada', count);
      else assert.throws(() => checkAnotherAccount('Ada', count), TooManyAccounts);
    }
  });
});
