import { type Call, ownerOf } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { type Answer, codeOf, type FinalAccounts, ownerNow } from './history.ts';

/** The accounts as one who does one request after the other keeps them, by their names. */
export interface Model {
  readonly balances: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  /** Every id that was ever given out. */
  readonly usedIds: ReadonlySet<number>;
  /** The new owners of accounts that were renamed. */
  readonly owners: ReadonlyMap<string, string>;
  /** How often each account was changed, and what count each client saw when it last read it. */
  readonly changes: ReadonlyMap<string, number>;
  readonly seen: ReadonlyMap<string, number>;
  /** What was asked with each key, and what is to be answered when it comes again. */
  readonly kept: ReadonlyMap<string, Kept>;
}

/** A request that was carried out, by its key. */
export interface Kept {
  readonly call: Call;
  readonly expected: string;
  says(answer: Answer): boolean;
}

/** The model before anything is asked. */
export function modelOf(accounts: readonly Account[]): Model {
  return {
    balances: new Map(accounts.map(({ owner, balance }) => [owner, balance])),
    ids: new Map(accounts.map(({ owner, id }) => [owner, id])),
    usedIds: new Set(accounts.map(({ id }) => id)),
    owners: new Map(),
    changes: new Map(),
    seen: new Map(),
    kept: new Map(),
  };
}

/** The model with an account under its id. */
export function withOpened(model: Model, name: string, id: number): Model {
  return {
    ...model,
    ids: new Map(model.ids).set(name, id),
    usedIds: new Set(model.usedIds).add(id),
  };
}

/** The model with the balance of one account changed by so much. */
export function moved(model: Model, name: string, by: number): Model {
  return {
    ...model,
    changes: changed(model, name),
    balances: new Map(model.balances).set(name, (model.balances.get(name) ?? 0) + by),
  };
}

/** How often each account was changed, after one more change of this one. */
export function changed({ changes }: Model, name: string): ReadonlyMap<string, number> {
  return new Map(changes).set(name, (changes.get(name) ?? 0) + 1);
}

/** Who owns the account of that name by now. */
export const ownerIn = ({ owners }: Model, name: string) => owners.get(name) ?? ownerOf(name);

/** The balances of one owner's accounts. */
export function balancesOf(model: Model, owner: string): readonly number[] {
  return [...model.balances].flatMap(([name, balance]) =>
    ownerIn(model, name) === owner ? [balance] : [],
  );
}

/** Whether these are the accounts of the model, known by their ids: of each, its owner and its balance. */
export function isFinal(model: Model, final: FinalAccounts): boolean {
  const names = new Map([...model.balances.keys()].map((name) => [model.ids.get(name), name]));
  return (
    final.length === model.balances.size &&
    new Set(final.map(({ id }) => id)).size === final.length &&
    final.every((account) => {
      const name = names.get(account.id);
      return (
        name !== undefined &&
        model.balances.get(name) === account.balance &&
        ownerIn(model, name) === ownerNow(account)
      );
    })
  );
}

/** Whether two answers are one: by their status and all of their body. */
export function isSameAnswer(one: Answer, other: Answer): boolean {
  return one.status === other.status && JSON.stringify(one.body) === JSON.stringify(other.body);
}

/** Whether an answer is this refusal. */
export const isRefusal = (answer: Answer, code: string): boolean =>
  answer.status >= 400 && codeOf(answer) === code;
