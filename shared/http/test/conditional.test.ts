import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp, listen } from '../src/index.ts';
import { clientOf, MemoryAccounts } from './support/index.ts';
import { bank, bankFor, codeOf, edit, edits } from './support/one-account.ts';

describe('an answer that is one account', () => {
  it('has the version as a strong entity tag, and not in its body', async () => {
    const { client } = await bank();
    const opened = await client.call('POST', '/accounts', { owner: 'Ben', opening: 5 });
    const got = await client.call('GET', '/accounts/2');
    const deposited = await client.call('POST', '/accounts/2/deposits', { amount: 1 });
    const withdrawn = await client.call('POST', '/accounts/2/withdrawals', { amount: 6 });
    const patched = await client.call(
      'PATCH',
      '/accounts/2',
      { owner: 'Benn' },
      { 'if-match': '"3"' },
    );
    const answers = [opened, got, deposited, withdrawn, patched];
    assert.deepEqual(
      answers.map((answer) => answer.headers.etag),
      ['"1"', '"1"', '"2"', '"3"', '"4"'],
    );
    for (const { body } of answers)
      assert.deepEqual(Object.keys(body as object), ['id', 'owner', 'balance']);
    assert.deepEqual(patched.body, { id: 2, owner: 'Benn', balance: 0 });
    assert.equal((await client.call('HEAD', '/accounts/2')).headers.etag, '"4"');
  });

  it('has no entity tag where the storage counts nothing', async () => {
    const client = clientOf(createApp(new MemoryAccounts()));
    const opened = await client.call('POST', '/accounts', { owner: 'Ben', opening: 5 });
    const got = await client.call('GET', '/accounts/1', undefined, { 'if-none-match': '*' });
    assert.deepEqual([opened.status, got.status], [201, 200]);
    assert.deepEqual([opened.headers.etag, got.headers.etag], [undefined, undefined]);
  });
});

describe('an answer of more than one account', () => {
  it('has no entity tag', async () => {
    const { client } = await bank();
    await client.call('POST', '/accounts', { owner: 'Ben', opening: 5 });
    const moved = await client.call('POST', '/transfers', { from: 1, to: 2, amount: 1 });
    const listed = await client.call('GET', '/accounts');
    assert.deepEqual([moved.status, listed.status], [200, 200]);
    assert.deepEqual([moved.headers.etag, listed.headers.etag], [undefined, undefined]);
  });
});

describe('GET /accounts/:id with If-None-Match', () => {
  const rows: [field: string, status: number][] = [
    ['"3"', 304],
    ['W/"3"', 304],
    ['"1", "3"', 304],
    ['*', 304],
    ['"2"', 200],
    ['"03"', 200],
    ['"1", "2"', 200],
    ['3', 400],
    ['', 400],
  ];
  for (const [field, status] of rows)
    it(`answers ${status} to ${field || 'an empty field'}`, async () => {
      const { client } = await bank();
      const fields = { 'if-none-match': field };
      for (const method of ['GET', 'HEAD']) {
        const answer = await client.call(method, '/accounts/1', undefined, fields);
        assert.equal(answer.status, status);
        assert.equal(answer.headers.etag, status === 400 ? undefined : '"3"');
        if (status === 304) assert.equal(answer.text, '');
        if (status === 304) assert.equal(answer.headers['content-type'], undefined);
      }
    });

  it('still answers 404 where no account is', async () => {
    const { client } = await bank();
    const answer = await client.call('GET', '/accounts/9', undefined, { 'if-none-match': '*' });
    assert.equal(answer.status, 404);
  });

  it('answers 304 to fetch, which adds Cache-Control: no-cache, over a real connection', async (t) => {
    const { accounts } = await bank();
    const server = await listen(createApp(accounts), { port: 0 });
    t.after(() => server.close());
    const headers = { 'if-none-match': '"3"' };
    const answer = await fetch(`${server.url}/accounts/1`, { headers });
    assert.equal(answer.status, 304);
    assert.equal(answer.headers.get('etag'), '"3"');
  });
});

for (const row of edits) {
  const [method, url, , success] = row;
  describe(`${method} ${url} with If-Match`, () => {
    const passing = ['"3"', ' "3"\t', '"2", "3"', '"3","3"', ',, "3" ,', '"a,b", "3"', '*', ' * '];
    for (const field of passing)
      it(`passes with ${JSON.stringify(field)}`, async () => {
        const { client } = await bankFor(row);
        const answer = await edit(row, field, client);
        assert.equal(answer.status, success, answer.text);
        assert.equal(answer.headers.etag, method === 'DELETE' ? undefined : '"4"');
      });

    const stale = ['"2"', '"4"', '"1", "2"', 'W/"3"', 'W/"3", "2"', '"03"', '"3.0"', '"x"', '""'];
    const neverVersions = ['"0"', '"-3"', '"3e0"', '"2147483648"', '"1e400"', '"3,"', '"*"'];
    for (const field of [...stale, ...neverVersions])
      it(`answers 412 version_mismatch to ${field} and changes nothing`, async () => {
        const { accounts, client } = await bankFor(row);
        const answer = await edit(row, field, client);
        assert.deepEqual([answer.status, codeOf(answer)], [412, 'version_mismatch']);
        assert.equal((await accounts.find(1)).version, 3);
      });

    const quotes = [
      '3',
      "'3'",
      '"3',
      '3"',
      '"3" "3"',
      '"3"x',
      'w/"3"',
      'W/3',
      'W/ "3"',
      '"3\u0007"',
    ];
    const others = ['" 3"', '*, "3"', '"3", *', '**'];
    for (const field of [...quotes, ...others, '', ' ', ',', ', ,'])
      it(`answers 400 malformed to ${JSON.stringify(field)} and changes nothing`, async () => {
        const { accounts, client } = await bankFor(row);
        const answer = await edit(row, field, client);
        assert.deepEqual([answer.status, codeOf(answer)], [400, 'malformed']);
        assert.equal((await accounts.find(1)).version, 3);
      });

    it('answers 404 where no account is, whatever the field says', async () => {
      const { client } = await bankFor(row);
      const [, , body] = row;
      for (const field of ['*', '"1"', '"1", "2"', '"x"']) {
        const address = url.replace('1', '9');
        const answer = await client.call(method, address, body, { 'if-match': field });
        assert.deepEqual([answer.status, codeOf(answer)], [404, 'unknown_account']);
      }
    });

    it('lets one of two pass that name the same version, and tells the other', async () => {
      const { client } = await bankFor(row);
      const both = await Promise.all([edit(row, '"3"', client), edit(row, '"3"', client)]);
      const second = method === 'DELETE' ? 404 : 412;
      assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([success, second]));
    });

    it('lets one of two pass that name a list of versions, and tells the other', async () => {
      const { client } = await bankFor(row);
      const list = '"2", "3"';
      const both = await Promise.all([edit(row, list, client), edit(row, list, client)]);
      const second = method === 'DELETE' ? 404 : 412;
      assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([success, second]));
    });
  });
}

describe('an edit that its balance forbids too', () => {
  it('is told of its old version before its balance', async () => {
    const { client } = await bank();
    const old = { 'if-match': '"2"' };
    const withdrawn = await client.call('POST', '/accounts/1/withdrawals', { amount: 101 }, old);
    const closed = await client.call('DELETE', '/accounts/1', undefined, old);
    assert.deepEqual([withdrawn.status, closed.status], [412, 412]);
  });
});
