import { randomUUID } from 'node:crypto';
import type { Balances, Pair } from './ledger.ts';

/** How many accounts are opened at the same time. */
const openAtOnce = 50;

interface Account {
  readonly id: number;
  readonly balance: number;
}

/** Opens `pairs` pairs of accounts by HTTP, each account with the same balance. */
export async function openPairs(url: string, pairs: number, opening: number): Promise<Pair[]> {
  const ids: number[] = [];
  while (ids.length < 2 * pairs) {
    const batch = Math.min(openAtOnce, 2 * pairs - ids.length);
    const opened = Array.from({ length: batch }, () => openAccount(url, opening));
    ids.push(...(await Promise.all(opened)).map(({ id }) => id));
  }
  // Rows are locked in the order of ids; the first account of each pair comes first there too.
  ids.sort((a, b) => a - b);
  return Array.from({ length: pairs }, (_, i) => ({
    payer: ids[2 * i] ?? 0,
    payee: ids[2 * i + 1] ?? 0,
  }));
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

/** What every account holds, by its id. */
export async function balancesAt(url: string): Promise<ReadonlyMap<number, number>> {
  const accounts = (await bodyOf(await fetch(`${url}/accounts`), 200)) as Account[];
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
