import { type Accounts, DomainError, type KeyedAccounts } from '@workbook/domain';
import type { Context } from 'koa';
import type { AnyAccounts } from './conditional-edit.ts';
import { RequestRefused } from './problem-details.ts';

/** The accounts as a route that takes a key calls them. */
export type Changes = Pick<AnyAccounts, 'open' | 'deposit' | 'withdraw' | 'transfer'>;

/**
 * What changes accounts, for this one request: where the storage knows requests by their keys, it is
 * given the key, and the answer says when it is that of an earlier request. Elsewhere the field is
 * ignored, as any that is not known.
 *
 * Throws `key_required` where a key is needed and none is there, and `malformed` where it is no key.
 */
export function changesBy(ctx: Context, accounts: AnyAccounts): Changes {
  if (!hasKeys(accounts)) return accounts;
  const key = { text: readKey(ctx), replayed: () => ctx.set('Idempotent-Replayed', 'true') };
  return {
    open: (owner, opening) => accounts.open(owner, opening, key),
    deposit: (id, amount) => accounts.deposit(id, amount, key),
    withdraw: (id, amount) => accounts.withdraw(id, amount, key),
    transfer: (from, to, amount) => accounts.transfer(from, to, amount, key),
  };
}

function hasKeys(accounts: Accounts): accounts is KeyedAccounts {
  return 'keysLastMs' in accounts;
}

/** Bare or in double quotes: `abc` and `"abc"` are one key. */
const form = /^("?)([\x21\x23-\x5b\x5d-\x7e]{1,255})\1$/;

function readKey(ctx: Context): string {
  const field = ctx.req.headers['idempotency-key'];
  if (field === undefined)
    throw new DomainError(
      'key_required',
      'send Idempotency-Key with a value of your own: the same one when you send the request again',
    );
  const key = form.exec(String(field))?.[2];
  if (key === undefined)
    throw new RequestRefused(
      'malformed',
      'Idempotency-Key must be 1 to 255 visible ASCII characters, such as "7f3a"',
    );
  return key;
}
