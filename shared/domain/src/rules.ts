import { type Account, maxAccountsOfOwner, maxBalance } from './account.ts';
import {
  BalanceOutOfRange,
  InsufficientFunds,
  InvalidAmount,
  InvalidOwner,
  SameAccount,
  TooManyAccounts,
} from './errors.ts';

/** Throws `InvalidAmount` unless `amount` is a positive safe integer. */
export function checkAmount(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new InvalidAmount(amount);
}

/**
 * Throws `InvalidOwner` unless `owner` is text of 1 to 100 characters, not all blank, that every
 * storage gives back as it was: PostgreSQL takes no NUL in a text, and half a surrogate pair has no
 * UTF-8.
 */
export function checkOwner(owner: string): void {
  if (typeof owner !== 'string' || owner.trim() === '' || owner.length > 100)
    throw new InvalidOwner(owner);
  if (owner.includes('\0') || !owner.isWellFormed()) throw new InvalidOwner(owner);
}

/** Throws `InvalidOwner` or `InvalidAmount` unless an account may be opened like this. */
export function checkOpening(owner: string, opening: number): void {
  checkOwner(owner);
  if (!Number.isSafeInteger(opening) || opening < 0) throw new InvalidAmount(opening);
}

/** Throws `InvalidAmount` or `SameAccount` unless the transfer makes sense at all. */
export function checkTransfer(from: number, to: number, amount: number): void {
  checkAmount(amount);
  if (from === to) throw new SameAccount(from);
}

/** The balance after a deposit. Throws `BalanceOutOfRange` when it would pass `maxBalance`. */
export function balanceAfterDeposit(account: Account, amount: number): number {
  if (account.balance > maxBalance - amount) throw new BalanceOutOfRange(account.id, amount);
  return account.balance + amount;
}

/** The balance after a withdrawal. Throws `InsufficientFunds` when it would fall below zero. */
export function balanceAfterWithdrawal(account: Account, amount: number): number {
  if (account.balance < amount) throw new InsufficientFunds(account.id, amount);
  return account.balance - amount;
}

/**
 * The balance after a withdrawal, where the accounts of an owner stand in for each other: it may fall
 * below zero, as `held`, the sum of all of them, does not. Throws `InsufficientFunds` when it would.
 */
export function balanceAfterOverdraft(account: Account, held: number, amount: number): number {
  if (held < amount) throw new InsufficientFunds(account.id, amount);
  return account.balance - amount;
}

/** Throws `TooManyAccounts` unless an owner of `count` open accounts may open another one. */
export function checkAnotherAccount(owner: string, count: number): void {
  if (count >= maxAccountsOfOwner) throw new TooManyAccounts(owner, maxAccountsOfOwner);
}
