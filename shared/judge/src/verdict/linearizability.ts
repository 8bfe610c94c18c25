import { type Call, ownerOf } from '@workbook/course';
import type { Account, DomainErrorCode } from '@workbook/domain';
import {
  codeOf,
  type Exchange,
  type FinalAccounts,
  ownerNow,
  someOverlap,
  succeeded,
} from './history.ts';

/**
 * Looks for a one-at-a-time order of the requests that explains every answer and the final state,
 * and in which no request comes before one that had been answered when it was sent (Herlihy and
 * Wing, 1990; the search is Wing and Gong's, 1993). A request without an answer may have been
 * carried out or not. Returns the order as indexes, or undefined when there is none.
 */
export function explain(
  beginning: readonly Account[],
  exchanges: readonly Exchange[],
  final: FinalAccounts,
  mayGiveUp: boolean,
): number[] | undefined {
  const start = modelOf(beginning);
  const search = (
    model: Model,
    left: readonly number[],
    order: readonly number[],
  ): number[] | undefined => {
    const unanswered = left.every((i) => exchanges[i]?.answer === undefined);
    if (unanswered && isFinal(model, final)) return [...order];
    for (const i of left) {
      const exchange = exchanges[i] as Exchange;
      const tooEarly = left.some((j) => {
        const answeredAt = exchanges[j]?.answeredAt;
        return j !== i && answeredAt !== undefined && answeredAt < exchange.calledAt;
      });
      if (tooEarly) continue;
      const after = apply(model, exchange, mayGiveUp, final);
      const found =
        after &&
        search(
          after,
          left.filter((j) => j !== i),
          [...order, i],
        );
      if (found) return found;
    }
    return undefined;
  };
  return search(
    start,
    exchanges.map((_, i) => i),
    [],
  );
}

/** An answer that no other client can have had a part in, and the answer that there should be. */
export interface Unexpected {
  readonly exchange: Exchange;
  /** `200 ann 70`, or `the refusal insufficient_funds`. */
  readonly expected: string;
}

/**
 * The first answer that is wrong in a history in which no two requests overlap: then there is one order
 * that can explain it. Undefined when there is none, and when requests overlap.
 */
export function firstUnexpected(
  beginning: readonly Account[],
  exchanges: readonly Exchange[],
  mayGiveUp: boolean,
): Unexpected | undefined {
  if (someOverlap(exchanges)) return undefined;
  let model = modelOf(beginning);
  for (const exchange of exchanges.toSorted((a, b) => a.calledAt - b.calledAt)) {
    if (!exchange.answer) return undefined;
    const after = apply(model, exchange, mayGiveUp, []);
    if (!after) {
      const outcome = outcomeOf(exchange.client, exchange.call, model);
      return { exchange, expected: outcome.expected };
    }
    model = after;
  }
  return undefined;
}

/** The accounts as the model has them. */
export function modelOf(accounts: readonly Account[]): Model {
  return {
    balances: new Map(accounts.map(({ owner, balance }) => [owner, balance])),
    ids: new Map(accounts.map(({ owner, id }) => [owner, id])),
    usedIds: new Set(accounts.map(({ id }) => id)),
    owners: new Map(),
    changes: new Map(),
    seen: new Map(),
  };
}

/** Balances by owner, and every id that was ever given out. */
export interface Model {
  readonly balances: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  readonly usedIds: ReadonlySet<number>;
  /** The new owners of accounts that were renamed. */
  readonly owners: ReadonlyMap<string, string>;
  /** How often each account was changed, and what count each client saw when it last read it. */
  readonly changes: ReadonlyMap<string, number>;
  readonly seen: ReadonlyMap<string, number>;
}

/** The model after the exchange, or undefined when the answer does not fit here. */
export function apply(
  model: Model,
  { client, call, answer }: Exchange,
  mayGiveUp: boolean,
  final: FinalAccounts,
): Model | undefined {
  if (answer && mayGiveUp && (answer.status === 503 || codeOf(answer) === 'conflict')) return model;
  // Accounts without versions cannot be renamed: there is no such request.
  if (call.kind === 'rename' && answer?.status === 405) return model;
  const expected = outcomeOf(client, call, model);
  if (!answer) {
    if ('refused' in expected) return undefined;
    return call.kind === 'open'
      ? withOpened(expected.model, call.owner, final.find(({ owner }) => owner === call.owner)?.id)
      : expected.model;
  }
  if ('refused' in expected)
    return !succeeded(answer) && codeOf(answer) === expected.refused ? model : undefined;
  if (!succeeded(answer)) return undefined;
  if (call.kind === 'open') {
    const { id, owner, balance } = answer.body as Account;
    if (owner !== call.owner || balance !== call.opening || model.usedIds.has(id)) return undefined;
    return withOpened(expected.model, owner, id);
  }
  return expected.says(answer.body) ? expected.model : undefined;
}

type Outcome = {
  /** The answer, for people. */
  readonly expected: string;
} & ({ readonly refused: string } | { readonly model: Model; says(body: unknown): boolean });

const refusedBy = (refused: DomainErrorCode): Outcome => ({
  expected: `the refusal ${refused}`,
  refused,
});

/** What a client should be answered, and what comes of it. */
export function outcomeOf(client: string, call: Call, model: Model): Outcome {
  const says = (owner: string, balance: number | undefined, after: Model = model) => {
    return (body: unknown) => {
      const account = body as Account | null;
      const isMeant = account?.owner === owner && account.id === model.ids.get(owner);
      return isMeant && account.balance === balance && ownerNow(account) === ownerIn(after, owner);
    };
  };
  const holding = (status: number, owner: string, balance: number | undefined) =>
    `${status} ${owner} ${balance}`;
  const moved = (owner: string, by: number): Model => ({
    ...model,
    changes: changed(model, owner),
    balances: new Map(model.balances).set(owner, (model.balances.get(owner) ?? 0) + by),
  });
  const isOld = (account: string) =>
    model.seen.get(`${client} ${account}`) !== (model.changes.get(account) ?? 0);
  switch (call.kind) {
    case 'open':
      return {
        expected: `${holding(201, call.owner, call.opening)}, with an id of its own`,
        model: { ...model, balances: new Map(model.balances).set(call.owner, call.opening) },
        says: () => true,
      };
    case 'list':
      return {
        expected: `200 ${[...model.balances].map(([owner, balance]) => `${owner} ${balance}`).join(', ')}, by ascending id`,
        model,
        says: (body) => Array.isArray(body) && isFinal(model, body as Account[]) && isSorted(body),
      };
    case 'find': {
      if (!model.balances.has(call.account)) return refusedBy('unknown_account');
      const seen = new Map(model.seen).set(
        `${client} ${call.account}`,
        model.changes.get(call.account) ?? 0,
      );
      return {
        expected: holding(200, call.account, model.balances.get(call.account)),
        model: { ...model, seen },
        says: says(call.account, model.balances.get(call.account)),
      };
    }
    case 'deposit': {
      if (!model.balances.has(call.account)) return refusedBy('unknown_account');
      if (call.ifUnchanged && isOld(call.account)) return refusedBy('version_mismatch');
      const after = moved(call.account, call.amount);
      if ((after.balances.get(call.account) ?? 0) > Number.MAX_SAFE_INTEGER)
        return refusedBy('balance_out_of_range');
      return {
        expected: holding(200, call.account, after.balances.get(call.account)),
        model: after,
        says: says(call.account, after.balances.get(call.account)),
      };
    }
    case 'withdraw': {
      const balance = model.balances.get(call.account);
      if (balance === undefined) return refusedBy('unknown_account');
      if (balance < call.amount) return refusedBy('insufficient_funds');
      return {
        expected: holding(200, call.account, balance - call.amount),
        model: moved(call.account, -call.amount),
        says: says(call.account, balance - call.amount),
      };
    }
    case 'transfer': {
      if (call.from === call.to) return refusedBy('same_account');
      const from = model.balances.get(call.from);
      const to = model.balances.get(call.to);
      if (from === undefined || to === undefined) return refusedBy('unknown_account');
      if (from < call.amount) return refusedBy('insufficient_funds');
      if (to + call.amount > Number.MAX_SAFE_INTEGER) return refusedBy('balance_out_of_range');
      const balances = new Map(model.balances)
        .set(call.from, from - call.amount)
        .set(call.to, to + call.amount);
      return {
        expected: `200 ${call.from} ${from - call.amount}, ${call.to} ${to + call.amount}`,
        model: {
          ...model,
          balances,
          changes: changed({ ...model, changes: changed(model, call.from) }, call.to),
        },
        says: (body) => {
          const pair = body as { from?: Account; to?: Account } | null;
          return (
            says(call.from, from - call.amount)(pair?.from ?? null) &&
            says(call.to, to + call.amount)(pair?.to ?? null)
          );
        },
      };
    }
    case 'rename': {
      const balance = model.balances.get(call.account);
      if (balance === undefined) return refusedBy('unknown_account');
      if (isOld(call.account)) return refusedBy('version_mismatch');
      const owners = new Map(model.owners).set(call.account, call.owner);
      const renamed = { ...model, owners, changes: changed(model, call.account) };
      return {
        expected: holding(200, call.owner, balance),
        model: renamed,
        says: says(call.account, balance, renamed),
      };
    }
    case 'close': {
      const balance = model.balances.get(call.account);
      if (balance === undefined) return refusedBy('unknown_account');
      if (call.ifUnchanged && isOld(call.account)) return refusedBy('version_mismatch');
      if (balance > 0) return refusedBy('account_not_empty');
      const balances = new Map(model.balances);
      balances.delete(call.account);
      return { expected: '204', model: { ...model, balances }, says: () => true };
    }
  }
}

function changed({ changes }: Model, owner: string): ReadonlyMap<string, number> {
  return new Map(changes).set(owner, (changes.get(owner) ?? 0) + 1);
}

function withOpened(model: Model, owner: string, id: number | undefined): Model {
  if (id === undefined) return model;
  return {
    ...model,
    ids: new Map(model.ids).set(owner, id),
    usedIds: new Set(model.usedIds).add(id),
  };
}

/** Whether this is what the accounts hold. */
export function isFinal(model: Model, final: FinalAccounts): boolean {
  const { balances, ids } = model;
  return (
    final.length === balances.size &&
    final.every(
      (account) =>
        balances.get(account.owner) === account.balance &&
        ids.get(account.owner) === account.id &&
        ownerIn(model, account.owner) === ownerNow(account),
    )
  );
}

const ownerIn = ({ owners }: Model, name: string) => owners.get(name) ?? ownerOf(name);

const isSorted = (accounts: readonly Account[]) =>
  accounts.every(({ id }, i) => id > (accounts[i - 1]?.id ?? 0));
