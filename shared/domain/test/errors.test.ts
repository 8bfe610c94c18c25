import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  AccountNotEmpty,
  BalanceOutOfRange,
  Conflict,
  DomainError,
  InsufficientFunds,
  InvalidAmount,
  InvalidOwner,
  KeyInUse,
  KeyReused,
  SameAccount,
  TooManyAccounts,
  Unavailable,
  UnknownAccount,
  VersionMismatch,
} from '../src/index.ts';

describe('a DomainError', () => {
  const errors: [error: DomainError, code: string, message: string][] = [
    [
      new InvalidAmount(-1),
      'invalid_amount',
      'amount must be a positive whole number of minor units, got -1',
    ],
    [new InvalidOwner(''), 'invalid_owner', 'owner must be 1 to 100 characters of text, got ""'],
    [new UnknownAccount(7), 'unknown_account', 'no account has the id 7'],
    [new InsufficientFunds(7, 50), 'insufficient_funds', 'account 7 does not hold 50'],
    [
      new BalanceOutOfRange(7, 50),
      'balance_out_of_range',
      'account 7 cannot take 50 more: its balance would be too large',
    ],
    [new SameAccount(7), 'same_account', 'a transfer needs two accounts, got 7 twice'],
    [
      new AccountNotEmpty(7),
      'account_not_empty',
      'account 7 still holds money, withdraw it before closing',
    ],
    [new Conflict(), 'conflict', 'another request changed this account at the same time'],
    [
      new VersionMismatch(7, 3),
      'version_mismatch',
      'account 7 is not at version 3, read it again before you change it',
    ],
    [
      new TooManyAccounts('ann', 2),
      'too_many_accounts',
      '"ann" has 2 accounts, close one before opening another',
    ],
    [
      new KeyReused('k1'),
      'key_reused',
      'the key "k1" was sent with another request, choose a new one',
    ],
    [
      new KeyInUse('k1'),
      'key_in_use',
      'the first request with the key "k1" is still at work, send it again later',
    ],
    [new Unavailable(), 'unavailable', 'the storage is busy, try again'],
  ];
  for (const [error, code, message] of errors)
    it(`tells ${code} by its code, and people by one sentence`, () => {
      assert.ok(error instanceof DomainError);
      assert.equal(error.name, 'DomainError');
      assert.equal(error.code, code);
      assert.equal(error.message, message);
    });

  it('keeps the error that caused it', () => {
    const cause = new Error('connection reset');
    assert.equal(new Unavailable(undefined, { cause }).cause, cause);
    assert.equal(new Conflict('changed meanwhile', { cause }).cause, cause);
    assert.equal(new VersionMismatch(7, 3, { cause }).cause, cause);
  });

  it('shows any offending value, and a long one shortened', () => {
    assert.match(new InvalidOwner('x'.repeat(500)).message, /got "x{39}…$/);
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        for (const Kind of [InvalidAmount, InvalidOwner, UnknownAccount])
          assert.ok(new Kind(value).message.length < 120);
      }),
    );
  });
});
