import assert from 'node:assert/strict';
import { createApp } from '../../src/index.ts';
import { type Client, clientOf, VersionedMemoryAccounts } from './index.ts';

/** A bank whose one account (id 1) belongs to Ada, holds 100 (or what is told) and is at version 3. */
export async function bank(balance = 100) {
  const accounts = new VersionedMemoryAccounts();
  await accounts.open('Ada', balance + 2);
  await accounts.withdraw(1, 1);
  await accounts.withdraw(1, 1);
  const onDefect = (error: unknown) => assert.fail(`reported as a defect: ${String(error)}`);
  return { accounts, client: clientOf(createApp(accounts, { onDefect })) };
}

/** The edits of Ada's account that If-Match guards, each with its success. */
export const edits: readonly [method: string, url: string, body: unknown, status: number][] = [
  ['POST', '/accounts/1/deposits', { amount: 1 }, 200],
  ['POST', '/accounts/1/withdrawals', { amount: 1 }, 200],
  ['PATCH', '/accounts/1', { owner: 'Ada Lovelace' }, 200],
  ['DELETE', '/accounts/1', undefined, 204],
];

/** Sends an edit with this If-Match. */
export const edit = ([method, url, body]: (typeof edits)[number], field: string, client: Client) =>
  client.call(method, url, body, { 'if-match': field });

/** Only an empty account can be closed. */
export const bankFor = ([method]: (typeof edits)[number]) => bank(method === 'DELETE' ? 0 : 100);

/** The stable code of a problem's details. */
export const codeOf = ({ body }: { body: unknown }) =>
  (body as { code?: unknown } | undefined)?.code;
