/** What can go wrong with a call, as a stable word for programs. Messages may change, codes may not. */
export type DomainErrorCode =
  | 'invalid_amount'
  | 'invalid_owner'
  | 'unknown_account'
  | 'insufficient_funds'
  | 'balance_out_of_range'
  | 'same_account'
  | 'account_not_empty'
  | 'too_many_accounts'
  | 'conflict'
  | 'version_mismatch'
  | 'version_required'
  | 'key_required'
  | 'key_reused'
  | 'key_in_use'
  | 'unavailable';

/** A refusal: the call changed nothing, and `code` says why. Anything else that is thrown is a defect. */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly code: DomainErrorCode;

  constructor(code: DomainErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The amount is not a positive safe integer (an opening balance may be zero). */
export class InvalidAmount extends DomainError {
  constructor(amount: unknown) {
    super(
      'invalid_amount',
      `amount must be a positive whole number of minor units, got ${shown(amount)}`,
    );
  }
}

/** The owner is blank, longer than 100 characters, or has a NUL or half of a surrogate pair. */
export class InvalidOwner extends DomainError {
  constructor(owner: unknown) {
    super('invalid_owner', `owner must be 1 to 100 characters of text, got ${shown(owner)}`);
  }
}

/** No open account has this id: it was never opened, or it is closed. */
export class UnknownAccount extends DomainError {
  constructor(id: unknown) {
    super('unknown_account', `no account has the id ${shown(id)}`);
  }
}

/** The balance would fall below zero, or what its owner holds altogether where that is what counts. */
export class InsufficientFunds extends DomainError {
  constructor(id: number, amount: number) {
    super('insufficient_funds', `account ${id} does not hold ${amount}`);
  }
}

/** The balance would pass `maxBalance`. */
export class BalanceOutOfRange extends DomainError {
  constructor(id: number, amount: number) {
    super(
      'balance_out_of_range',
      `account ${id} cannot take ${amount} more: its balance would be too large`,
    );
  }
}

/** A transfer from an account to itself. */
export class SameAccount extends DomainError {
  constructor(id: number) {
    super('same_account', `a transfer needs two accounts, got ${id} twice`);
  }
}

/** The owner has as many open accounts as one may have. */
export class TooManyAccounts extends DomainError {
  constructor(owner: string, most: number) {
    super(
      'too_many_accounts',
      `${shown(owner)} has ${most} accounts, close one before opening another`,
    );
  }
}

/** An account with money in it, or below zero, cannot be closed: that would go with it. */
export class AccountNotEmpty extends DomainError {
  constructor(id: number) {
    super('account_not_empty', `account ${id} still holds money, withdraw it before closing`);
  }
}

/** Other changes of the same account were first, and trying again here would not help. */
export class Conflict extends DomainError {
  constructor(
    message = 'another request changed this account at the same time',
    options?: ErrorOptions,
  ) {
    super('conflict', message, options);
  }
}

/**
 * The edit was decided on a version that the account is not at, so it could undo another change.
 */
export class VersionMismatch extends DomainError {
  constructor(id: number, expectedVersion: number, options?: ErrorOptions) {
    super(
      'version_mismatch',
      `account ${id} is not at version ${expectedVersion}, read it again before you change it`,
      options,
    );
  }
}

/** The key belongs to another request: one key is for one request, however often that is sent. */
export class KeyReused extends DomainError {
  constructor(key: string) {
    super('key_reused', `the key ${shown(key)} was sent with another request, choose a new one`);
  }
}

/** The first request with this key is still at work: its answer is not known yet. */
export class KeyInUse extends DomainError {
  constructor(key: string, options?: ErrorOptions) {
    super(
      'key_in_use',
      `the first request with the key ${shown(key)} is still at work, send it again later`,
      options,
    );
  }
}

/** The storage is busy or out of reach. Nothing was changed; the same call may succeed later. */
export class Unavailable extends DomainError {
  constructor(message = 'the storage is busy, try again', options?: ErrorOptions) {
    super('unavailable', message, options);
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : textOf(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Not every object has a string form: `String({ toString: null })` throws. */
function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
