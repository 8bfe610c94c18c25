import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp } from '../src/index.ts';
import { clientOf, MemoryAccounts } from './support/index.ts';
import { outOfReach } from './support/out-of-reach.ts';

/** A bank with Ada (id 1) who holds 100 and Ben (id 2) who holds 20. */
async function bank() {
  const client = clientOf(createApp(new MemoryAccounts()));
  await client.call('POST', '/accounts', { owner: 'Ada', opening: 100 });
  await client.call('POST', '/accounts', { owner: 'Ben', opening: 20 });
  return client;
}

const ada = (balance: number) => ({ id: 1, owner: 'Ada', balance });
const ben = (balance: number) => ({ id: 2, owner: 'Ben', balance });

describe('POST /accounts', () => {
  it('opens the account and says where it is', async () => {
    const client = clientOf(createApp(new MemoryAccounts()));
    const opened = await client.call('POST', '/accounts', { owner: 'Zoë 💶', opening: 0 });
    assert.equal(opened.status, 201);
    assert.equal(opened.headers.location, '/accounts/1');
    assert.equal(opened.headers['content-type'], 'application/json');
    assert.deepEqual(opened.body, { id: 1, owner: 'Zoë 💶', balance: 0 });
    assert.deepEqual((await client.call('GET', '/accounts/1')).body, opened.body);
  });

  it('takes an opening of -0 for 0', async () => {
    const accounts = new MemoryAccounts();
    const headers = { 'content-type': 'application/json' };
    const payload = '{"owner":"Ada","opening":-0}';
    await clientOf(createApp(accounts)).send({
      method: 'POST',
      url: '/accounts',
      headers,
      payload,
    });
    assert.deepStrictEqual((await accounts.find(1)).balance, 0);
  });
});

describe('GET /accounts', () => {
  it('lists every account by ascending id', async () => {
    const listed = await (await bank()).call('GET', '/accounts');
    assert.equal(listed.status, 200);
    assert.deepEqual(listed.body, [ada(100), ben(20)]);
  });

  it('shows no field that is not an account’s own', async () => {
    const accounts = new MemoryAccounts();
    accounts.list = async () => [{ ...ada(100), passwordHash: 'secret' }];
    const listed = await clientOf(createApp(accounts)).call('GET', '/accounts');
    assert.deepEqual(listed.body, [ada(100)]);
  });
});

describe('GET /accounts/:id', () => {
  it('shows the account', async () => {
    const found = await (await bank()).call('GET', '/accounts/2');
    assert.equal(found.status, 200);
    assert.deepEqual(found.body, ben(20));
  });

  it('answers HEAD with the same length and no body', async () => {
    const client = await bank();
    const [got, head] = [
      await client.call('GET', '/accounts/1'),
      await client.call('HEAD', '/accounts/1'),
    ];
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers['content-length'], got.headers['content-length']);
  });
});

describe('DELETE /accounts/:id', () => {
  it('closes an empty account', async () => {
    const client = await bank();
    await client.call('POST', '/accounts/2/withdrawals', { amount: 20 });
    const closed = await client.call('DELETE', '/accounts/2');
    assert.equal(closed.status, 204);
    assert.equal(closed.text, '');
    assert.equal((await client.call('GET', '/accounts/2')).status, 404);
  });
});

describe('POST /accounts/:id/deposits', () => {
  it('adds the amount', async () => {
    const client = await bank();
    const deposited = await client.call('POST', '/accounts/1/deposits', { amount: 5 });
    assert.equal(deposited.status, 200);
    assert.deepEqual(deposited.body, ada(105));
    assert.deepEqual((await client.call('GET', '/accounts/1')).body, ada(105));
  });
});

describe('POST /accounts/:id/withdrawals', () => {
  it('takes the amount, down to the last unit', async () => {
    const client = await bank();
    const withdrawn = await client.call('POST', '/accounts/1/withdrawals', { amount: 100 });
    assert.equal(withdrawn.status, 200);
    assert.deepEqual(withdrawn.body, ada(0));
  });
});

describe('POST /transfers', () => {
  it('moves the amount and shows both accounts', async () => {
    const client = await bank();
    const moved = await client.call('POST', '/transfers', { from: 1, to: 2, amount: 30 });
    assert.equal(moved.status, 200);
    assert.deepEqual(moved.body, { from: ada(70), to: ben(50) });
    assert.deepEqual((await client.call('GET', '/accounts')).body, [ada(70), ben(50)]);
  });
});

describe('GET /health', () => {
  it('answers without asking the storage', async () => {
    const health = await clientOf(createApp(outOfReach())).call('GET', '/health');
    assert.equal(health.status, 200);
    assert.deepEqual(health.body, { status: 'ok' });
  });
});

describe('POST with a body', () => {
  const accepted: Record<string, { headers: Record<string, string>; payload: string }> = {
    'in UTF-8 by name': {
      headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' },
      payload: '{"amount":1}',
    },
    'after a byte order mark': {
      headers: { 'content-type': 'application/json' },
      payload: '\ufeff{"amount":1}',
    },
    'whose number is written 1.0': {
      headers: { 'content-type': 'application/json' },
      payload: '{"amount":1.0}',
    },
    'with a key twice, of which the last counts': {
      headers: { 'content-type': 'application/json' },
      payload: '{"amount":99,"amount":1}',
    },
    'of just the largest size': {
      headers: { 'content-type': 'application/json', 'content-encoding': 'identity' },
      payload: '{"amount":1}'.padEnd(16 * 1024),
    },
  };
  for (const [name, request] of Object.entries(accepted))
    it(`takes one ${name}`, async () => {
      const client = await bank();
      const url = '/accounts/1/deposits';
      const deposited = await client.send({ method: 'POST', url, ...request });
      assert.equal(deposited.status, 200, deposited.text);
      assert.deepEqual(deposited.body, ada(101));
    });
});
