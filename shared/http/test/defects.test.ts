import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApp } from '../src/index.ts';
import { clientOf, MemoryAccounts } from './support/index.ts';

/** What a driver might throw, with a password in its message. */
const secret = 'postgres://bank:hunter2@db.internal/bank';

function brokenBy(defect: unknown) {
  const accounts = new MemoryAccounts();
  accounts.find = () => Promise.reject(defect);
  const reports: { error: unknown; request: { method: string; url: string } }[] = [];
  const onDefect = (error: unknown, request: { method: string; url: string }) => {
    reports.push({ error, request });
  };
  return { client: clientOf(createApp(accounts, { onDefect })), reports };
}

describe('a defect', () => {
  const defects: Record<string, unknown> = {
    'an error': new Error(`cannot reach ${secret}`),
    "a driver's error": Object.assign(new Error(secret), { code: '40001', status: 418 }),
    'an error with a code like ours': Object.assign(new Error(secret), { code: 'conflict' }),
    'an error that wants to be shown': Object.assign(new Error(secret), {
      expose: true,
      status: 400,
      headers: { 'x-secret': secret },
    }),
    'an unknown code': Object.assign(new Error(secret), { name: 'DomainError', code: 'toString' }),
    'an error without its message at hand': new AggregateError([new Error(secret)]),
    'a thrown string': secret,
    'a thrown nothing': undefined,
    'a thrown object with a getter that throws': {
      get code() {
        throw new Error(secret);
      },
    },
  };
  for (const [name, defect] of Object.entries(defects))
    it(`answers a bare 500 to ${name}, and reports it once`, async () => {
      const { client, reports } = brokenBy(defect);
      const answer = await client.call('GET', '/accounts/7?token=1');
      assert.equal(answer.status, 500);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.deepEqual(answer.body, {
        type: 'urn:workbook:problem:internal_error',
        title: 'Internal error',
        status: 500,
        detail: 'something went wrong here, and it was logged',
        code: 'internal_error',
      });
      assert.doesNotMatch(JSON.stringify(answer), /hunter2/);
      assert.equal(reports.length, 1);
      assert.equal(reports[0]?.error, defect);
      assert.deepEqual(reports[0]?.request, { method: 'GET', url: '/accounts/7?token=1' });
    });

  it('does not spoil the next request', async () => {
    const { client } = brokenBy(new Error(secret));
    assert.equal((await client.call('GET', '/accounts/1')).status, 500);
    assert.equal((await client.call('GET', '/accounts')).status, 200);
  });

  it('is an answer that JSON cannot hold', async () => {
    const accounts = new MemoryAccounts();
    const balance = 1n as unknown as number;
    accounts.find = async () => ({ id: 1, owner: 'Ada', balance });
    const reports: unknown[] = [];
    const app = createApp(accounts, { onDefect: (error) => reports.push(error) });
    const answer = await clientOf(app).call('GET', '/accounts/1');
    assert.equal(answer.status, 500);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(reports.length, 1);
  });

  it('goes to standard error without an onDefect', async (t) => {
    const log = t.mock.method(console, 'error', () => {});
    const accounts = new MemoryAccounts();
    const defect = new Error(secret);
    accounts.find = () => Promise.reject(defect);
    await clientOf(createApp(accounts)).call('GET', '/accounts/1');
    assert.deepEqual(
      log.mock.calls.map((call) => call.arguments),
      [['unexpected error in GET /accounts/1:', defect]],
    );
  });
});
