import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import { describe, it } from 'node:test';
import { Conflict, DomainError, maxBalance, Unavailable } from '@workbook/domain';
import { createApp } from '../src/index.ts';
import { type Answer, clientOf, type GeneratedRequest, MemoryAccounts } from './support/index.ts';
import { outOfReach } from './support/out-of-reach.ts';

/** A bank with one rich account (id 1), a poor one (id 2), and a defect reporter that fails. */
async function bank() {
  const accounts = new MemoryAccounts();
  await accounts.open('rich', maxBalance);
  await accounts.open('poor', 20);
  const onDefect = (error: unknown) => assert.fail(`reported as a defect: ${String(error)}`);
  return { accounts, client: clientOf(createApp(accounts, { onDefect })) };
}

function assertProblem(answer: Answer, status: number, code: string, detail?: RegExp): void {
  const { body } = answer;
  assert.ok(typeof body === 'object' && body !== null, `no problem details: ${answer.text}`);
  assert.deepEqual(
    { ...body, title: '', detail: '' },
    {
      type: `urn:workbook:problem:${code}`,
      title: '',
      status,
      detail: '',
      code,
    },
  );
  assert.equal(answer.status, status);
  assert.ok(STATUS_CODES[status] !== undefined);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.ok('detail' in body && typeof body.detail === 'string' && body.detail !== '');
  if (detail !== undefined) assert.match(body.detail, detail);
}

type Row = [name: string, request: [method: string, url: string, body?: unknown], detail?: RegExp];

/** These are decided by the request alone, whatever the storage is. */
const decidedByForm = ['malformed', 'invalid_owner', 'invalid_amount', 'same_account'];

/** Each row is refused alike, and leaves all balances as they were. */
function refuses(status: number, code: string, rows: readonly Row[]): void {
  for (const [name, request, detail] of rows)
    it(`answers ${status} ${code} to ${name}`, async () => {
      const { accounts, client } = await bank();
      const before = await accounts.list();
      assertProblem(await client.call(...request), status, code, detail);
      assert.deepEqual(await accounts.list(), before);
      if (!decidedByForm.includes(code)) return;
      const aloof = clientOf(createApp(outOfReach()));
      assertProblem(await aloof.call(...request), status, code, detail);
    });
}

describe('POST /accounts refused', () => {
  const open = (body: unknown): Row[1] => ['POST', '/accounts', body];
  refuses(400, 'malformed', [
    ['a missing owner', open({ opening: 1 }), /^owner must be text$/],
    ['an owner that is a number', open({ owner: 7, opening: 1 }), /^owner must be text$/],
    ['an owner that is not text at all', open({ owner: { toString: null }, opening: 1 }), /^owner/],
    ['a missing opening', open({ owner: 'Ada' }), /^opening must be a number$/],
    ['an opening in quotes', open({ owner: 'Ada', opening: '1' }), /^opening must be a number$/],
    ['a field too many', open({ owner: 'Ada', opening: 1, id: 9 }), /a field "id" that is not/],
    ['a list', open([]), /^the body must be a JSON object$/],
    ['null', open(null), /^the body must be a JSON object$/],
  ]);
  refuses(422, 'invalid_owner', [
    ['an empty owner', open({ owner: '', opening: 1 })],
    ['a blank owner', open({ owner: ' \t', opening: 1 })],
    ['an owner of 101 characters', open({ owner: 'x'.repeat(101), opening: 1 })],
    ['an owner with a NUL', open({ owner: 'A\0da', opening: 1 })],
    ['an owner with half a surrogate pair', open({ owner: 'A\ud83d', opening: 1 })],
  ]);
  refuses(422, 'invalid_amount', [
    ['a negative opening', open({ owner: 'Ada', opening: -1 })],
    ['half a cent', open({ owner: 'Ada', opening: 0.5 })],
    ['an opening past the safe integers', open({ owner: 'Ada', opening: 2 ** 53 })],
  ]);
});

for (const kind of ['deposits', 'withdrawals'])
  describe(`POST /accounts/:id/${kind} refused`, () => {
    const move = (amount: unknown, id: number | string = 2): Row[1] => [
      'POST',
      `/accounts/${id}/${kind}`,
      { amount },
    ];
    refuses(400, 'malformed', [
      ['an amount in quotes', move('5'), /^amount must be a number$/],
      ['no amount', move(undefined), /^amount must be a number$/],
    ]);
    refuses(422, 'invalid_amount', [
      ['zero', move(0)],
      ['a negative amount', move(-5)],
      ['half a cent', move(0.5)],
      ['an amount past the safe integers', move(2 ** 53)],
    ]);
    refuses(404, 'unknown_account', [
      ['an account that was never opened', move(5, 3), /^no account has the id 3$/],
      ['an id that is not a number', move(5, 'x')],
    ]);
  });

describe('POST /accounts/:id/deposits to a full account', () => {
  refuses(422, 'balance_out_of_range', [
    ['a cent too many', ['POST', '/accounts/1/deposits', { amount: 1 }]],
  ]);
});

describe('POST /accounts/:id/withdrawals from a poor account', () => {
  refuses(409, 'insufficient_funds', [
    ['a cent too many', ['POST', '/accounts/2/withdrawals', { amount: 21 }]],
  ]);
});

describe('POST /transfers refused', () => {
  const transfer = (from: unknown, to: unknown, amount: unknown = 5): Row[1] => [
    'POST',
    '/transfers',
    { from, to, amount },
  ];
  refuses(400, 'malformed', [
    ['a sender in quotes', transfer('1', 2), /^from must be a number$/],
    ['a missing receiver', transfer(1, undefined), /^to must be a number$/],
    ['a field too many', ['POST', '/transfers', { from: 1, to: 2, amount: 5, fee: 1 }], /"fee"/],
    ['an amount in quotes', transfer(1, 2, '5'), /^amount must be a number$/],
  ]);
  refuses(404, 'unknown_account', [
    ['an unknown sender', transfer(3, 2)],
    ['an unknown receiver', transfer(1, 3)],
    ['a receiver past 32 bits', transfer(1, 2 ** 31)],
    ['a fraction of an account', transfer(1.5, 2)],
    ['a negative sender', transfer(-1, 2)],
  ]);
  refuses(422, 'same_account', [['one account twice', transfer(1, 1)]]);
  refuses(422, 'invalid_amount', [['nothing', transfer(1, 2, 0)]]);
  refuses(422, 'balance_out_of_range', [['a full receiver', transfer(2, 1, 5)]]);
  refuses(409, 'insufficient_funds', [['a poor sender', transfer(2, 1, 21)]]);
});

describe('DELETE /accounts/:id refused', () => {
  refuses(409, 'account_not_empty', [['money left', ['DELETE', '/accounts/2']]]);
  refuses(404, 'unknown_account', [['an unknown account', ['DELETE', '/accounts/3']]]);
});

describe('GET /accounts/:id refused', () => {
  const ids = ['0', '-1', '+1', '01', '1.0', '1e0', '0x1', '%00', '%', '1%20', 'NaN', '__proto__'];
  const tooLarge = ['2147483648', '99999999999999999999', '9'.repeat(400)];
  refuses(
    404,
    'unknown_account',
    [...ids, ...tooLarge].map(
      (id): Row => [`the id ${id.slice(0, 20)}`, ['GET', `/accounts/${id}`]],
    ),
  );
});

describe('an id that no account can have', () => {
  for (const id of [-1, 0, 1.5, 2 ** 31, 1e21])
    it(`is refused before the storage is asked for ${id}`, async () => {
      const aloof = clientOf(createApp(outOfReach()));
      const requests: Row[1][] = [
        ['GET', `/accounts/${id}`],
        ['DELETE', `/accounts/${id}`],
        ['POST', `/accounts/${id}/deposits`, { amount: 1 }],
        ['POST', '/transfers', { from: id, to: 2, amount: 1 }],
        ['POST', '/transfers', { from: 2, to: id, amount: 1 }],
      ];
      for (const request of requests)
        assertProblem(await aloof.call(...request), 404, 'unknown_account');
    });

  it('is not yet 2147483647, which the storage may know', async () => {
    const { accounts, client } = await bank();
    accounts.find = async (id) => ({ id, owner: 'last', balance: 0 });
    assert.equal((await client.call('GET', '/accounts/2147483647')).status, 200);
  });
});

describe('another route', () => {
  const urls = [
    '/',
    '/nothing',
    '/accounts/',
    '/Accounts',
    '/accounts/1/',
    '/accounts/1/deposits/1',
  ];
  refuses(
    404,
    'unknown_route',
    urls.map((url): Row => [url, ['GET', url], /^no route leads to \//]),
  );
});

describe('another method', () => {
  const allowed: [method: string, url: string, allow: string][] = [
    ['PUT', '/accounts', 'GET, HEAD, POST'],
    ['PATCH', '/accounts/1', 'DELETE, GET, HEAD'],
    ['GET', '/accounts/1/deposits', 'POST'],
    ['DELETE', '/accounts/1/withdrawals', 'POST'],
    ['GET', '/transfers', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['OPTIONS', '/accounts', 'GET, HEAD, POST'],
    ['PROPFIND', '/health', 'GET, HEAD'],
  ];
  for (const [method, url, allow] of allowed)
    it(`answers 405 to ${method} ${url} and allows ${allow}`, async () => {
      const answer = await (await bank()).client.call(method, url);
      assertProblem(answer, 405, 'method_not_allowed');
      assert.equal(answer.headers.allow, allow);
    });
});

describe('a body that cannot be read', () => {
  const json = { 'content-type': 'application/json' };
  const amount = '{"amount":1}';
  const rows: [name: string, status: number, code: string, Partial<GeneratedRequest>][] = [
    ['no body', 400, 'malformed', { headers: json }],
    ['half a body', 400, 'malformed', { payload: '{"amount":' }],
    ['NaN', 400, 'malformed', { payload: '{"amount":NaN}' }],
    ['two values', 400, 'malformed', { payload: `${amount}${amount}` }],
    ['8000 open brackets', 400, 'malformed', { payload: '['.repeat(8000) }],
    ['8000 nested lists', 400, 'malformed', { payload: `${'['.repeat(8000)}${']'.repeat(8000)}` }],
    ['a __proto__', 400, 'malformed', { payload: '{"__proto__":{"amount":1}}' }],
    ['a __proto__ too', 400, 'malformed', { payload: '{"amount":1,"__proto__":{}}' }],
    [
      'bytes that are not UTF-8',
      400,
      'malformed',
      { url: '/accounts', payload: Buffer.from('{"owner":"Zo\u00eb","opening":1}', 'latin1') },
    ],
    ['a wrong length', 400, 'malformed', { headers: { ...json, 'content-length': '3' } }],
    ['1e999', 422, 'invalid_amount', { payload: '{"amount":1e999}' }],
    ['a byte too many', 413, 'content_too_large', { payload: amount.padEnd(16 * 1024 + 1) }],
    [
      'a huge length',
      413,
      'content_too_large',
      { headers: { ...json, 'content-length': '99999999' } },
    ],
    ['no content type', 415, 'unsupported_media_type', { headers: {}, payload: amount }],
    ['a form', 415, 'unsupported_media_type', { headers: { 'content-type': 'text/plain' } }],
    [
      'another charset',
      415,
      'unsupported_media_type',
      { headers: { 'content-type': 'application/json; charset=latin1' } },
    ],
    [
      'gzip',
      415,
      'unsupported_media_type',
      { headers: { ...json, 'content-encoding': 'gzip' }, payload: amount },
    ],
  ];
  for (const [name, status, code, part] of rows)
    it(`answers ${status} ${code} to ${name}`, async () => {
      const { accounts, client } = await bank();
      const before = await accounts.list();
      const url = '/accounts/2/deposits';
      const request = { method: 'POST', url, headers: json, ...part };
      assertProblem(await client.send(request), status, code);
      assert.deepEqual(await accounts.list(), before);
      assert.equal(({} as { amount?: number }).amount, undefined);
    });
});

describe('a refusal by the storage', () => {
  const thrown: [error: DomainError, status: number][] = [
    [new Conflict(), 409],
    [new DomainError('version_mismatch', 'the account has changed'), 412],
    [new DomainError('version_required', 'send If-Match'), 428],
    [new Unavailable(), 503],
  ];
  for (const [error, status] of thrown)
    it(`answers ${status} to ${error.code}`, async () => {
      const { accounts, client } = await bank();
      accounts.find = () => Promise.reject(error);
      const answer = await client.call('GET', '/accounts/1');
      assertProblem(answer, status, error.code, new RegExp(error.message));
      assert.equal(answer.headers['retry-after'], status === 503 ? '1' : undefined);
    });

  it('is known by its shape, from whichever copy of the domain it comes', async () => {
    const { accounts, client } = await bank();
    const foreign = Object.assign(new Error('busy'), { name: 'DomainError', code: 'unavailable' });
    accounts.find = () => Promise.reject(foreign);
    assertProblem(await client.call('GET', '/accounts/1'), 503, 'unavailable', /^busy$/);
  });
});
