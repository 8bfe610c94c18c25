/**
 * A rule beyond the balance of a single account, as data: a race says which of them its oracle holds
 * it to. The judge knows what each means for every answer, and for the end.
 */
export type Rule =
  | { readonly kind: 'at-most-accounts'; readonly most: number }
  | { readonly kind: 'sum-not-below-zero' }
  | { readonly kind: 'keys-count-once' }
  | { readonly kind: 'keys-required' };

/** An owner has at most so many open accounts: one more is refused by `too_many_accounts`. */
export const atMostAccounts = (most: number): Rule => ({ kind: 'at-most-accounts', most });

/**
 * What an owner's accounts hold together is what may be taken from any of them, and no more: one may
 * fall below zero, their sum may not.
 */
export const sumNotBelowZero: Rule = { kind: 'sum-not-below-zero' };

/**
 * Requests with one key are carried out once, and all are given the same answer. With another request
 * the key is refused by `key_reused`; while the first is at work, by `key_in_use`.
 */
export const keysCountOnce: Rule = { kind: 'keys-count-once' };

/** A POST without a key is refused by `key_required`. */
export const keysRequired: Rule = { kind: 'keys-required' };
