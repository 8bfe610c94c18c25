import type { Call } from '@workbook/course';
import type { Account, DomainErrorCode, OwnerReport } from '@workbook/domain';
import { ownerNow, shortReport } from './history.ts';
import { balancesOf, changed, isFinal, type Model, moved, ownerIn } from './model.ts';
import { availableIn, type Rules, refusesAnother } from './rules.ts';

/** What a request is to be answered where it comes next: a refusal, or what its body says and what changes. */
export type Outcome = {
  /** The answer, for people. */
  readonly expected: string;
} & (
  | { readonly refused: DomainErrorCode }
  | { readonly refused?: undefined; readonly model: Model; says(body: unknown): boolean }
);

/** What `client` is to be answered, by these rules. */
export function outcomeOf(client: string, call: Call, model: Model, rules: Rules): Outcome {
  const says = (name: string, balance: number | undefined, after: Model = model) => {
    return (body: unknown) => {
      const account = body as Account | null;
      const isMeant = account?.owner === name && account.id === model.ids.get(name);
      return isMeant && account.balance === balance && ownerNow(account) === ownerIn(after, name);
    };
  };
  const isOld = (account: string) =>
    model.seen.get(`${client} ${account}`) !== (model.changes.get(account) ?? 0);
  switch (call.kind) {
    case 'open': {
      const refused = refusesAnother(model, ownerIn(model, call.owner), rules);
      if (refused) return refusedBy(refused);
      const balances = new Map(model.balances).set(call.owner, call.opening);
      return {
        expected: `${holding(201, call.owner, call.opening)}, with an id of its own`,
        model: { ...model, balances },
        says: (body) => {
          const { id, owner, balance } = body as Account;
          return owner === call.owner && balance === call.opening && !model.usedIds.has(id);
        },
      };
    }
    case 'list':
      return {
        expected: `200 ${[...model.balances].map(([owner, balance]) => `${owner} ${balance}`).join(', ')}, by ascending id`,
        model,
        says: (body) => Array.isArray(body) && isFinal(model, body as Account[]) && isSorted(body),
      };
    case 'report': {
      const right = reportOf(model, call.owner);
      return {
        expected: `200 ${shortReport(right)}`,
        model,
        says: (body) => {
          const { owner, accounts, total } = (body ?? {}) as Partial<OwnerReport>;
          return owner === right.owner && accounts === right.accounts && total === right.total;
        },
      };
    }
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
      const after = moved(model, call.account, call.amount);
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
      if (availableIn(model, call.account, rules) < call.amount)
        return refusedBy('insufficient_funds');
      return {
        expected: holding(200, call.account, balance - call.amount),
        model: moved(model, call.account, -call.amount),
        says: says(call.account, balance - call.amount),
      };
    }
    case 'transfer': {
      if (call.from === call.to) return refusedBy('same_account');
      const from = model.balances.get(call.from);
      const to = model.balances.get(call.to);
      if (from === undefined || to === undefined) return refusedBy('unknown_account');
      if (availableIn(model, call.from, rules) < call.amount)
        return refusedBy('insufficient_funds');
      if (to + call.amount > Number.MAX_SAFE_INTEGER) return refusedBy('balance_out_of_range');
      return {
        expected: `200 ${call.from} ${from - call.amount}, ${call.to} ${to + call.amount}`,
        model: moved(moved(model, call.from, -call.amount), call.to, call.amount),
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
      const refused =
        ownerIn(model, call.account) === call.owner
          ? undefined
          : refusesAnother(model, call.owner, rules);
      if (refused) return refusedBy(refused);
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
      if (balance !== 0) return refusedBy('account_not_empty');
      const balances = new Map(model.balances);
      balances.delete(call.account);
      return { expected: '204', model: { ...model, balances }, says: () => true };
    }
  }
}

const refusedBy = (refused: DomainErrorCode): Outcome => ({
  expected: `the refusal ${refused}`,
  refused,
});

const holding = (status: number, owner: string, balance: number | undefined) =>
  `${status} ${owner} ${balance}`;

function reportOf(model: Model, owner: string): OwnerReport {
  const balances = balancesOf(model, owner);
  return { owner, accounts: balances.length, total: balances.reduce((all, one) => all + one, 0) };
}

const isSorted = (accounts: readonly Account[]) =>
  accounts.every(({ id }, i) => id > (accounts[i - 1]?.id ?? 0));
