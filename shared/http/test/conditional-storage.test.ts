import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp } from '../src/index.ts';
import { clientOf, MemoryAccounts, VersionedMemoryAccounts } from './support/index.ts';
import { bank, codeOf } from './support/one-account.ts';

describe('the storage, not the app', () => {
  it('compares one version: it is handed on without a look', async () => {
    const { accounts, client } = await bank();
    accounts.find = () => assert.fail('find was called');
    const fields = { 'if-match': '"3"' };
    const answer = await client.call('PATCH', '/accounts/1', { owner: 'Ben' }, fields);
    assert.equal(answer.status, 200);
  });

  it('is never handed a number that no version can be, which a database may not take', async () => {
    const { accounts, client } = await bank();
    accounts.rename = () => assert.fail('rename was called');
    for (const field of ['"0"', '"-3"', '"1.5"', '"2147483648"', '"1e400"', '"NaN"', '"x"']) {
      const fields = { 'if-match': field };
      const answer = await client.call('PATCH', '/accounts/1', { owner: 'Ben' }, fields);
      assert.equal(answer.status, 412, field);
    }
    accounts.rename = async (id, owner, version) => ({ id, owner, balance: 0, version });
    const largest = { 'if-match': '"2147483647"' };
    const answer = await client.call('PATCH', '/accounts/1', { owner: 'Ben' }, largest);
    assert.equal(answer.headers.etag, '"2147483647"');
  });

  /** Makes another client deposit right after each look at the account, the first `times` times. */
  function busy(accounts: VersionedMemoryAccounts, times: number): void {
    const find = accounts.find.bind(accounts);
    let left = times;
    accounts.find = async (id) => {
      const found = await find(id);
      left -= 1;
      if (left >= 0) await accounts.deposit(id, 1);
      return found;
    };
  }

  const rows: [name: string, field: string, times: number, status: number][] = [
    ['passes at a version of the list that comes after the look', '"3", "4"', 1, 200],
    ['refuses when the version that comes after the look is not in the list', '"2", "3"', 1, 412],
    ['passes with * after four changes', '*', 4, 200],
    ['gives up with 503 after five', '*', 5, 503],
  ];
  for (const [name, field, times, status] of rows)
    it(`compares one of several: it ${name}`, async () => {
      const { accounts, client } = await bank();
      busy(accounts, times);
      const fields = { 'if-match': field };
      const answer = await client.call('PATCH', '/accounts/1', { owner: 'Ben' }, fields);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers['retry-after'], status === 503 ? '1' : undefined);
      const [after] = await accounts.list();
      const renamed = status === 200;
      const owner = renamed ? 'Ben' : 'Ada';
      const version = 3 + times + (renamed ? 1 : 0);
      assert.deepEqual(after, { id: 1, owner, balance: 100 + times, version });
    });

  it('has its other refusals and its defects shown as they are', async () => {
    const { accounts } = await bank();
    const reports: unknown[] = [];
    const app = createApp(accounts, { onDefect: (error) => reports.push(error) });
    accounts.rename = () => Promise.reject(new Error('disk full'));
    const fields = { 'if-match': '*' };
    const answer = await clientOf(app).call('PATCH', '/accounts/1', { owner: 'Ben' }, fields);
    assert.deepEqual([answer.status, reports.length], [500, 1]);
  });
});

describe('If-Match on a storage without versions', () => {
  async function plain() {
    const accounts = new MemoryAccounts();
    await accounts.open('Ada', 0);
    await accounts.open('Ben', 5);
    return clientOf(createApp(accounts));
  }

  const rows: [field: string, id: number, status: number][] = [
    ['*', 2, 200],
    ['"1"', 2, 412],
    ['"1", "2"', 2, 412],
    ['W/"1"', 2, 412],
    ['"1"', 9, 404],
    ['*', 9, 404],
    ['1', 2, 400],
  ];
  for (const [field, id, status] of rows)
    it(`answers ${status} to ${field} on account ${id}`, async () => {
      const fields = { 'if-match': field };
      for (const kind of ['deposits', 'withdrawals']) {
        const url = `/accounts/${id}/${kind}`;
        assert.equal(
          (await (await plain()).call('POST', url, { amount: 1 }, fields)).status,
          status,
        );
      }
      const client = await plain();
      const closed = await client.call(
        'DELETE',
        `/accounts/${id === 2 ? 1 : id}`,
        undefined,
        fields,
      );
      assert.equal(closed.status, status === 200 ? 204 : status);
    });

  it('leaves no way to rename: 405, whatever the field says', async () => {
    const client = await plain();
    for (const field of ['*', '"1"', 'x']) {
      const fields = { 'if-match': field };
      const answer = await client.call('PATCH', '/accounts/1', { owner: 'Zoë' }, fields);
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'DELETE, GET, HEAD']);
    }
  });
});

describe('PATCH /accounts/:id', () => {
  it('answers 428 version_required without If-Match, and changes nothing', async () => {
    const { accounts, client } = await bank();
    const answer = await client.call('PATCH', '/accounts/1', { owner: 'Ben' });
    assert.deepEqual([answer.status, codeOf(answer)], [428, 'version_required']);
    assert.deepEqual(await accounts.find(1), { id: 1, owner: 'Ada', balance: 100, version: 3 });
  });

  it('keeps the name that another client gave between a read and an edit', async () => {
    const { client } = await bank();
    const read = await client.call('GET', '/accounts/1');
    const fields = { 'if-match': String(read.headers.etag) };
    const theirs = await client.call('PATCH', '/accounts/1', { owner: 'Ada King' }, fields);
    const ours = await client.call('PATCH', '/accounts/1', { owner: 'A. Lovelace' }, fields);
    assert.deepEqual([theirs.status, ours.status], [200, 412]);
    assert.deepEqual((await client.call('GET', '/accounts/1')).body, theirs.body);
  });

  const rows: [name: string, body: unknown, status: number, code: string][] = [
    ['no owner', {}, 400, 'malformed'],
    ['a number', { owner: 7 }, 400, 'malformed'],
    ['a balance', { owner: 'Ben', balance: 1 }, 400, 'malformed'],
    ['a blank owner', { owner: ' ' }, 422, 'invalid_owner'],
    ['a NUL', { owner: 'B\0en' }, 422, 'invalid_owner'],
    ['no body', undefined, 415, 'unsupported_media_type'],
  ];
  for (const [name, body, status, code] of rows)
    it(`answers ${status} ${code} to ${name}, at the right version and at an old one`, async () => {
      for (const field of ['"3"', '"2"']) {
        const { accounts, client } = await bank();
        const answer = await client.call('PATCH', '/accounts/1', body, { 'if-match': field });
        assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
        assert.equal((await accounts.find(1)).version, 3);
      }
    });

  it('is refused for its owner before the storage is asked', async () => {
    const { accounts, client } = await bank();
    accounts.rename = () => assert.fail('rename was called');
    const fields = { 'if-match': '"3"' };
    const answer = await client.call('PATCH', '/accounts/1', { owner: ' ' }, fields);
    assert.deepEqual([answer.status, codeOf(answer)], [422, 'invalid_owner']);
  });

  it('is named where another method is refused', async () => {
    const { client } = await bank();
    const answer = await client.call('PUT', '/accounts/1', { owner: 'Ben' });
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'DELETE, GET, HEAD, PATCH']);
  });
});
