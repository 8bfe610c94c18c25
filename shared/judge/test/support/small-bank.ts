import {
  close,
  deposit,
  open,
  ownerOf,
  type Request,
  report,
  transfer,
  withdraw,
  withKey,
  withoutKey,
} from '@workbook/course';
import type { Account } from '@workbook/domain';
import fc from 'fast-check';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { exchange, ok, refused } from './histories.ts';

/** Accounts by name, the last id, and what was answered to each key: the rules as simply as can be. */
export interface Bank {
  readonly accounts: readonly Account[];
  readonly lastId: number;
  readonly answers: Readonly<Record<string, { readonly asked: string; readonly answer: Answer }>>;
}

/** One owner with two accounts, and one with a single one. */
export const bankOf = (): Bank => ({
  accounts: [
    { id: 1, owner: 'ann', balance: 60 },
    { id: 2, owner: "ann's savings", balance: 30 },
    { id: 3, owner: 'bob', balance: 0 },
  ],
  lastId: 3,
  answers: {},
});

export const finalOf = ({ accounts }: Bank): readonly Account[] => accounts;

/** The answer to a request, and the bank after it: at most two accounts, sums not below zero, keys count once. */
export function serve(
  { call, key, label }: Request,
  bank: Bank,
): { readonly answer: Answer; readonly after: Bank } {
  const takesKey = !['report', 'close'].includes(call.kind);
  if (!takesKey) return carryOut({ call, label }, bank);
  if (typeof key !== 'string') return { answer: refused('key_required', 400), after: bank };
  const known = bank.answers[key];
  const asked = JSON.stringify(call);
  if (known && known.asked !== asked) return { answer: refused('key_reused', 422), after: bank };
  if (known) return { answer: { ...known.answer, isReplay: true }, after: bank };
  const { answer, after } = carryOut({ call, label }, bank);
  return { answer, after: { ...after, answers: { ...after.answers, [key]: { asked, answer } } } };
}

function carryOut({ call }: Request, bank: Bank): { answer: Answer; after: Bank } {
  const { accounts } = bank;
  const named = (name: string) => accounts.find(({ owner }) => owner === name);
  const of = (owner: string) => accounts.filter((one) => ownerOf(one.owner) === owner);
  const total = (owner: string) => of(owner).reduce((sum, { balance }) => sum + balance, 0);
  const no = (code: string, status = 409) => ({ answer: refused(code, status), after: bank });
  const changed = (name: string, by: number, all = accounts) =>
    all.map((one) => (one.owner === name ? { ...one, balance: one.balance + by } : one));
  const accountIn = (all: readonly Account[], name: string) =>
    all.find(({ owner }) => owner === name);
  switch (call.kind) {
    case 'open': {
      if (of(ownerOf(call.owner)).length === 2) return no('too_many_accounts');
      const account = { id: bank.lastId + 1, owner: call.owner, balance: call.opening };
      const after = { ...bank, lastId: account.id, accounts: [...accounts, account] };
      return { answer: { status: 201, body: account }, after };
    }
    case 'report': {
      const { owner } = call;
      return {
        answer: ok({ owner, accounts: of(owner).length, total: total(owner) }),
        after: bank,
      };
    }
    case 'deposit': {
      if (!named(call.account)) return no('unknown_account', 404);
      const after = changed(call.account, call.amount);
      return { answer: ok(accountIn(after, call.account)), after: { ...bank, accounts: after } };
    }
    case 'withdraw': {
      if (!named(call.account)) return no('unknown_account', 404);
      if (total(ownerOf(call.account)) < call.amount) return no('insufficient_funds');
      const after = changed(call.account, -call.amount);
      return { answer: ok(accountIn(after, call.account)), after: { ...bank, accounts: after } };
    }
    case 'transfer': {
      if (!named(call.from) || !named(call.to)) return no('unknown_account', 404);
      if (total(ownerOf(call.from)) < call.amount) return no('insufficient_funds');
      const after = changed(call.to, call.amount, changed(call.from, -call.amount));
      const pair = { from: accountIn(after, call.from), to: accountIn(after, call.to) };
      return { answer: ok(pair), after: { ...bank, accounts: after } };
    }
    case 'close': {
      if (!named(call.account)) return no('unknown_account', 404);
      if (named(call.account)?.balance !== 0) return no('account_not_empty');
      const left = accounts.filter(({ owner }) => owner !== call.account);
      return { answer: { status: 204, body: null }, after: { ...bank, accounts: left } };
    }
    default:
      throw new TypeError(`the small bank does not know ${call.kind}`);
  }
}

const amount = fc.constantFrom(30, 60, 90);
const account = fc.constantFrom('ann', "ann's savings", 'bob');
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.constantFrom(open('ann', 0), open('bob', 0), report('ann')),
  account.map((name) => close(name)),
  fc.tuple(account, amount).map(([name, n]) => deposit(name, n)),
  fc.tuple(account, amount).map(([name, n]) => withdraw(name, n)),
  amount.map((n) => transfer('ann', 'bob', n)),
  amount.map((n) => transfer("ann's savings", 'ann', n)),
);
/** No two openings with two keys are of one name. */
const keyed = fc.tuple(request, fc.constantFrom('k', 'k', 'm', undefined)).map(([one, key]) => {
  if (key === undefined) return withoutKey(one);
  const { call } = one;
  return withKey(key, call.kind === 'open' ? open(`${call.owner}'s ${key}`, call.opening) : one);
});

/**
 * Answers as one order would have given them, at times that may not allow it, some of them lost, with and
 * without damage to what is there at the end. Often the first request is sent once more.
 */
export const histories = fc
  .record({
    requests: fc.array(keyed, { minLength: 1, maxLength: 3 }),
    isSentAgain: fc.boolean(),
    times: fc.array(fc.record({ calledAt: fc.nat(6), lasts: fc.nat(6), lost: fc.nat(4) }), {
      minLength: 4,
      maxLength: 4,
    }),
    damage: fc.constantFrom(0, 0, 0, 30),
    shifts: fc.constantFrom(false, false, true),
  })
  .map(({ requests, isSentAgain, times, damage, shifts }) => {
    const asked = isSentAgain ? [...requests, requests[0] as Request] : requests;
    let bank = bankOf();
    const history = asked.map((one, i): Exchange => {
      const { calledAt, lasts, lost } = times[i] as (typeof times)[number];
      const { answer, after } = serve(one, bank);
      bank = after;
      const client = 'ABCD'[i] as string;
      // With `shifts`, what is lost of the last request is its effect, too.
      if (lost === 0 && shifts && i === asked.length - 1) bank = before(asked);
      return lost === 0
        ? exchange(client, one, calledAt)
        : exchange(client, one, calledAt, calledAt + lasts, answer);
    });
    const final = finalOf(bank).map((one, i) =>
      i === 0 ? { ...one, balance: one.balance + damage } : one,
    );
    return { history, final, crashedAt: 99 };
  });

function before(asked: readonly Request[]): Bank {
  return asked.slice(0, -1).reduce((bank, one) => serve(one, bank).after, bankOf());
}
