import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeyInUse } from '@workbook/domain';
import { createApp } from '../src/index.ts';
import {
  type Answer,
  clientOf,
  KeyedMemoryAccounts,
  MemoryAccounts,
  VersionedMemoryAccounts,
} from './support/index.ts';

/** A bank that knows keys, with 100 in account 1, which is ann's, and how a client sends a key. */
async function bank() {
  const accounts = new KeyedMemoryAccounts();
  await accounts.open('ann', 100);
  const client = clientOf(createApp(accounts));
  const post = (url: string, body: unknown, key?: string) =>
    client.call('POST', url, body, key === undefined ? {} : { 'idempotency-key': key });
  return { accounts, client, post };
}

function assertProblem({ status, body }: Answer, expected: number, code: string): void {
  assert.deepEqual([status, (body as { code?: string }).code], [expected, code]);
}

const requests = [
  ['/accounts', { owner: 'bob', opening: 5 }],
  ['/accounts/1/deposits', { amount: 5 }],
  ['/accounts/1/withdrawals', { amount: 5 }],
  ['/transfers', { from: 1, to: 2, amount: 5 }],
] as const;

describe('Idempotency-Key', () => {
  for (const [url, body] of requests) {
    it(`is needed by POST ${url}, where the storage knows keys`, async () => {
      const { accounts, post } = await bank();
      assertProblem(await post(url, body), 400, 'key_required');
      assert.deepEqual(await accounts.list(), [{ id: 1, owner: 'ann', balance: 100 }]);
    });

    it(`lets POST ${url} count once, and be answered alike`, async () => {
      const { accounts, post } = await bank();
      await accounts.open('cid', 0);
      const first = await post(url, body, 'k1');
      const after = await accounts.list();
      const second = await post(url, body, '"k1"');
      assert.equal(first.headers['idempotent-replayed'], undefined);
      assert.equal(second.headers['idempotent-replayed'], 'true');
      assert.deepEqual([second.status, second.text], [first.status, first.text]);
      assert.equal(second.headers.location, first.headers.location);
      assert.deepEqual(await accounts.list(), after);
    });
  }

  it('gives a refusal again, although it would not be refused any more', async () => {
    const { accounts, post } = await bank();
    const withdrawal = ['/accounts/1/withdrawals', { amount: 300 }, 'k1'] as const;
    const first = await post(...withdrawal);
    assertProblem(first, 409, 'insufficient_funds');
    await accounts.deposit(1, 500);
    const second = await post(...withdrawal);
    assert.deepEqual([second.status, second.text], [first.status, first.text]);
    assert.equal(second.headers['idempotent-replayed'], 'true');
  });

  it('is for one request: with another one it is refused', async () => {
    const { post } = await bank();
    await post('/accounts/1/deposits', { amount: 5 }, 'k1');
    assertProblem(await post('/accounts/1/deposits', { amount: 6 }, 'k1'), 422, 'key_reused');
    assertProblem(await post('/accounts/1/withdrawals', { amount: 5 }, 'k1'), 422, 'key_reused');
  });

  it('says when to come back while the first request is still at work', async () => {
    const { accounts, post } = await bank();
    accounts.deposit = () => Promise.reject(new KeyInUse('k1'));
    const answer = await post('/accounts/1/deposits', { amount: 5 }, 'k1');
    assertProblem(answer, 409, 'key_in_use');
    assert.equal(answer.headers['retry-after'], '1');
  });

  for (const key of ['', '""', '"k1', 'k1"', 'k 1', 'k1, k2"', 'k\\1', 'clé', 'k'.repeat(256)])
    it(`is malformed as ${JSON.stringify(key.slice(0, 20))}`, async () => {
      const { post } = await bank();
      assertProblem(await post('/accounts/1/deposits', { amount: 5 }, key), 400, 'malformed');
    });

  it('is ignored where the storage knows no keys', async () => {
    for (const accounts of [new MemoryAccounts(), new VersionedMemoryAccounts()]) {
      await accounts.open('ann', 100);
      await accounts.open('bob', 0);
      const client = clientOf(createApp(accounts));
      for (const [url, body] of requests)
        for (const key of ['k1', 'k1', 'no key']) {
          const fields = { 'idempotency-key': key };
          const answer = await client.call('POST', url, body, fields);
          assert.ok(answer.status < 300, answer.text);
          assert.equal(answer.headers['idempotent-replayed'], undefined);
        }
    }
  });
});

describe('rules over the accounts of an owner', () => {
  it('refuse one account too many, until one is closed', async () => {
    const { client, post } = await bank();
    const third = { owner: 'ann', opening: 0 };
    assert.equal((await post('/accounts', third, 'k1')).status, 201);
    assertProblem(await post('/accounts', third, 'k2'), 409, 'too_many_accounts');
    assert.equal((await client.call('DELETE', '/accounts/2')).status, 204);
    assert.equal((await post('/accounts', third, 'k3')).status, 201);
  });

  it('are told by GET /owners/:owner, where the storage can add up', async () => {
    const { accounts, client } = await bank();
    await accounts.open('ann', 30);
    await accounts.withdraw(2, 50);
    const { body } = await client.call('GET', '/owners/ann');
    assert.deepEqual(body, { owner: 'ann', accounts: 2, total: 80 });
    const odd = await client.call('GET', `/owners/${encodeURIComponent('a/b c')}`);
    assert.deepEqual(odd.body, { owner: 'a/b c', accounts: 0, total: 0 });
    assertProblem(await client.call('GET', '/owners/%20'), 422, 'invalid_owner');
    const old = clientOf(createApp(new MemoryAccounts()));
    assertProblem(await old.call('GET', '/owners/ann'), 404, 'unknown_route');
  });
});
