/** What a request asks of the accounts, in the oracle's terms. Accounts are named as `ownerOf` says. */
export type Call =
  | { readonly kind: 'open'; readonly owner: string; readonly opening: number }
  | { readonly kind: 'find'; readonly account: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'report'; readonly owner: string }
  | {
      readonly kind: 'deposit';
      readonly account: string;
      readonly amount: number;
      /** Only if nothing has changed since this client read the account: an `If-Match`. */
      readonly ifUnchanged?: boolean;
    }
  | { readonly kind: 'withdraw'; readonly account: string; readonly amount: number }
  | {
      readonly kind: 'transfer';
      readonly from: string;
      readonly to: string;
      readonly amount: number;
    }
  | {
      readonly kind: 'rename';
      readonly account: string;
      /** The new owner, whose name begins with that of the old one: by it, answers are told apart. */
      readonly owner: string;
    }
  | {
      readonly kind: 'close';
      readonly account: string;
      readonly ifUnchanged?: boolean;
    };

/** One HTTP request of a client. */
export interface Request {
  readonly call: Call;
  /** In a few words, for timelines. */
  readonly label: string;
  /** The instance that it is sent to, counted from 0, where its client is the only one; that of the client when absent. */
  readonly instance?: number;
  /**
   * Its `Idempotency-Key`; `false` for a request without one. When absent, a request that may have a key
   * has one that no other request has.
   */
  readonly key?: string | false;
  /** How long its client waits before it sends it. */
  readonly waitsMs?: number;
}

/** The request, which its client sends when it has waited so long. */
export const hoursLater = (hours: number, request: Request): Request => ({
  ...request,
  waitsMs: hours * 60 * 60 * 1000,
  label: `${request.label}, ${hours} hours later`,
});

/** Whether a request of this kind may have a key: those that are sent by POST. */
export function takesKey({ kind }: Call): boolean {
  return ['open', 'deposit', 'withdraw', 'transfer'].includes(kind);
}

/**
 * Who owns the account of that name. An account is called by its owner, `ann`; another one of the same owner
 * has a name of its own, `ann's savings`, which the service never hears of.
 */
export function ownerOf(name: string): string {
  return name.split("'s ")[0] ?? name;
}

/** Opens an account. Later requests name it by its owner. */
export const open = (owner: string, opening: number): Request => ({
  call: { kind: 'open', owner, opening },
  label: `open ${owner} with ${opening}`,
});

/** Reads an account, named by its owner. */
export const find = (account: string): Request => ({
  call: { kind: 'find', account },
  label: `read ${account}`,
});

/** Lists all accounts. */
export const list = (): Request => ({ call: { kind: 'list' }, label: 'list all accounts' });

/** Asks how many accounts an owner has, and for their sum. */
export const report = (owner: string): Request => ({
  call: { kind: 'report', owner },
  label: `add up what ${owner} has`,
});

/** Deposits an amount; with `ifUnchanged`, only if the account is as the client has read it last. */
export const deposit = (
  account: string,
  amount: number,
  { ifUnchanged = false }: { ifUnchanged?: boolean } = {},
): Request => ({
  call: { kind: 'deposit', account, amount, ...(ifUnchanged ? { ifUnchanged } : {}) },
  label: `deposit ${amount} to ${account}${ifUnchanged ? ' if unchanged' : ''}`,
});

/** Withdraws an amount. */
export const withdraw = (account: string, amount: number): Request => ({
  call: { kind: 'withdraw', account, amount },
  label: `withdraw ${amount} from ${account}`,
});

/** Moves an amount from one account to another. */
export const transfer = (from: string, to: string, amount: number): Request => ({
  call: { kind: 'transfer', from, to, amount },
  label: `transfer ${amount} from ${from} to ${to}`,
});

/**
 * Gives an account to `ann smith` who was `ann`, if it is as the client has read it last: a name is never changed
 * without that. Other requests go on calling it `ann`.
 */
export const rename = (account: string, surname: string): Request => ({
  call: { kind: 'rename', account, owner: `${ownerOf(account)} ${surname}` },
  label: `rename ${account} to ${ownerOf(account)} ${surname}`,
});

/** Closes an account, which has to be empty; with `ifUnchanged`, only if it is as the client has read it last. */
export const close = (
  account: string,
  { ifUnchanged = false }: { ifUnchanged?: boolean } = {},
): Request => ({
  call: { kind: 'close', account, ...(ifUnchanged ? { ifUnchanged } : {}) },
  label: `close ${account}${ifUnchanged ? ' if unchanged' : ''}`,
});

/** The request with a key: another one with this key asks for the same. */
export const withKey = (key: string, request: Request): Request => ({
  ...request,
  key,
  label: `${request.label}, key ${key.length > 20 ? `${key.slice(0, 4)}…${key.slice(-4)}` : key}`,
});

/** The request without any key. */
export const withoutKey = (request: Request): Request => ({
  ...request,
  key: false,
  label: `${request.label}, no key`,
});
