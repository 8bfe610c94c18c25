import type { Call } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { codeOf, type Exchange, type FinalAccounts, succeeded } from './history.ts';

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
  const start: Model = {
    balances: new Map(beginning.map(({ owner, balance }) => [owner, balance])),
    ids: new Map(beginning.map(({ owner, id }) => [owner, id])),
    usedIds: new Set(beginning.map(({ id }) => id)),
    changes: new Map(),
    seen: new Map(),
  };
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

/** Balances by owner, and every id that was ever given out. */
interface Model {
  readonly balances: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  readonly usedIds: ReadonlySet<number>;
  /** How often each account was changed, and what count each client saw when it last read it. */
  readonly changes: ReadonlyMap<string, number>;
  readonly seen: ReadonlyMap<string, number>;
}

/** The model after the exchange, or undefined when the answer does not fit here. */
function apply(
  model: Model,
  { client, call, answer }: Exchange,
  mayGiveUp: boolean,
  final: FinalAccounts,
): Model | undefined {
  if (answer && mayGiveUp && (answer.status === 503 || codeOf(answer) === 'conflict')) return model;
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

type Outcome =
  | { readonly refused: string }
  | { readonly model: Model; says(body: unknown): boolean };

function outcomeOf(client: string, call: Call, model: Model): Outcome {
  const says = (owner: string, balance: number | undefined) => (body: unknown) =>
    (body as Account | null)?.balance === balance && (body as Account).id === model.ids.get(owner);
  const moved = (owner: string, by: number): Model => ({
    ...model,
    changes: changed(model, owner),
    balances: new Map(model.balances).set(owner, (model.balances.get(owner) ?? 0) + by),
  });
  switch (call.kind) {
    case 'open':
      return {
        model: { ...model, balances: new Map(model.balances).set(call.owner, call.opening) },
        says: () => true,
      };
    case 'list':
      return {
        model,
        says: (body) => Array.isArray(body) && isFinal(model, body as Account[]),
      };
    case 'find': {
      if (!model.balances.has(call.account)) return { refused: 'unknown_account' };
      const seen = new Map(model.seen).set(
        `${client} ${call.account}`,
        model.changes.get(call.account) ?? 0,
      );
      return {
        model: { ...model, seen },
        says: says(call.account, model.balances.get(call.account)),
      };
    }
    case 'deposit': {
      if (!model.balances.has(call.account)) return { refused: 'unknown_account' };
      const seen = model.seen.get(`${client} ${call.account}`);
      if (call.ifUnchanged && seen !== (model.changes.get(call.account) ?? 0))
        return { refused: 'version_mismatch' };
      const after = moved(call.account, call.amount);
      if ((after.balances.get(call.account) ?? 0) > Number.MAX_SAFE_INTEGER)
        return { refused: 'balance_out_of_range' };
      return { model: after, says: says(call.account, after.balances.get(call.account)) };
    }
    case 'withdraw': {
      const balance = model.balances.get(call.account);
      if (balance === undefined) return { refused: 'unknown_account' };
      if (balance < call.amount) return { refused: 'insufficient_funds' };
      return {
        model: moved(call.account, -call.amount),
        says: says(call.account, balance - call.amount),
      };
    }
    case 'transfer': {
      const from = model.balances.get(call.from);
      const to = model.balances.get(call.to);
      if (from === undefined || to === undefined) return { refused: 'unknown_account' };
      if (from < call.amount) return { refused: 'insufficient_funds' };
      if (to + call.amount > Number.MAX_SAFE_INTEGER) return { refused: 'balance_out_of_range' };
      const balances = new Map(model.balances)
        .set(call.from, from - call.amount)
        .set(call.to, to + call.amount);
      return {
        model: {
          ...model,
          balances,
          changes: changed({ ...model, changes: changed(model, call.from) }, call.to),
        },
        says: (body) => {
          const pair = body as { from?: Account; to?: Account } | null;
          return (
            pair?.from?.balance === from - call.amount && pair.to?.balance === to + call.amount
          );
        },
      };
    }
    case 'close': {
      const balance = model.balances.get(call.account);
      if (balance === undefined) return { refused: 'unknown_account' };
      if (balance > 0) return { refused: 'account_not_empty' };
      const balances = new Map(model.balances);
      balances.delete(call.account);
      return { model: { ...model, balances }, says: () => true };
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

function isFinal({ balances, ids }: Model, final: FinalAccounts): boolean {
  return (
    final.length === balances.size &&
    final.every(
      ({ id, owner, balance }) => balances.get(owner) === balance && ids.get(owner) === id,
    )
  );
}
