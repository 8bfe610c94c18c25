import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp, listen } from '../src/index.ts';
import { type Client, clientOf, MemoryAccounts, VersionedMemoryAccounts } from './support/index.ts';

/** A bank whose one account (id 1) belongs to Ada, holds 100 (or what is told) and is at version 3. */
async function bank(balance = 100) {
  const accounts = new VersionedMemoryAccounts();
  await accounts.open('Ada', balance + 2);
  await accounts.withdraw(1, 1);
  await accounts.withdraw(1, 1);
  const onDefect = (error: unknown) => assert.fail(`reported as a defect: ${String(error)}`);
  return { accounts, client: clientOf(createApp(accounts, { onDefect })) };
}

/** The edits of Ada's account that If-Match guards, each with its success. */
const edits: readonly [method: string, url: string, body: unknown, status: number][] = [
  ['POST', '/accounts/1/deposits', { amount: 1 }, 200],
  ['POST', '/accounts/1/withdrawals', { amount: 1 }, 200],
  ['PATCH', '/accounts/1', { owner: 'Ada Lovelace' }, 200],
  ['DELETE', '/accounts/1', undefined, 204],
];

/** Sends an edit with this If-Match. */
const edit = ([method, url, body]: (typeof edits)[number], field: string, client: Client) =>
  client.call(method, url, body, { 'if-match': field });

/** Only an empty account can be closed. */
const bankFor = ([method]: (typeof edits)[number]) => bank(method === 'DELETE' ? 0 : 100);

const codeOf = ({ body }: { body: unknown }) => (body as { code?: unknown } | undefined)?.code;

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
