import { randomUUID } from 'node:crypto';
import type { Balances, Pair } from './ledger.ts';

/** How many accounts are opened at the same time. */
const openAtOnce = 50;

/** An account, as the service shows it. */
export interface Account {
  readonly id: number;
  readonly owner: string;
  readonly balance: number;
}

/** Opens `pairs` pairs of accounts by HTTP, each account with the same balance. */
export async function openPairs(url: string, pairs: number, opening: number): Promise<Pair[]> {
  const ids = (await openAccounts(url, 2 * pairs, opening)).map(({ id }) => id);
  // Rows are locked in the order of ids; the first account of each pair comes first there too.
  ids.sort((a, b) => a - b);
  return Array.from({ length: pairs }, (_, i) => ({
    payer: ids[2 * i] ?? 0,
    payee: ids[2 * i + 1] ?? 0,
  }));
}

/** Opens accounts by HTTP, each with the same balance, and each for an owner of its own. */
export async function openAccounts(
  url: string,
  count: number,
  opening: number,
): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  while (accounts.length < count) {
    const batch = Math.min(openAtOnce, count - accounts.length);
    const opened = Array.from({ length: batch }, () => openAccount(url, opening));
    accounts.push(...(await Promise.all(opened)));
  }
  return accounts;
}

async function openAccount(url: string, opening: number): Promise<Account> {
  const response = await fetch(`${url}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    // An owner of its own for each: from step 09 on, one owner has two accounts at most.
    body: JSON.stringify({ owner: `load ${randomUUID()}`, opening }),
  });
  return (await bodyOf(response, 201)) as Account;
}

/** All accounts. */
export async function accountsAt(url: string): Promise<readonly Account[]> {
  return (await bodyOf(await fetch(`${url}/accounts`), 200)) as Account[];
}

/** How many accounts an owner has, and what they hold together. Undefined where the service has no reports. */
export async function reportAt(
  url: string,
  owner: string,
): Promise<{ readonly accounts: number; readonly total: number } | undefined> {
  const response = await fetch(`${url}/owners/${encodeURIComponent(owner)}`);
  if (response.status === 404) return undefined;
  return (await bodyOf(response, 200)) as { accounts: number; total: number };
}

/** What every account holds, by its id. */
export async function balancesAt(url: string): Promise<ReadonlyMap<number, number>> {
  return balancesIn(await accountsAt(url));
}

/** What each of these accounts holds, by its id. */
export function balancesIn(accounts: readonly Account[]): ReadonlyMap<number, number> {
  return new Map(accounts.map(({ id, balance }) => [id, balance]));
}

/** What the two accounts of a pair hold. An account that is gone holds nothing that can be counted. */
export function balancesOf(pair: Pair, balances: ReadonlyMap<number, number>): Balances {
  const balanceOf = (id: number) => balances.get(id) ?? Number.NaN;
  return { payer: balanceOf(pair.payer), payee: balanceOf(pair.payee) };
}

async function bodyOf(response: Response, expected: number): Promise<unknown> {
  const text = await response.text();
  if (response.status !== expected)
    throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}
