import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import type { GeneratedRequest } from '@workbook/http/test-support';
import { curlOf } from '../../src/fuzz/curl.ts';
import { growthMaxBytes, growthOf } from '../../src/fuzz/fuzz-server.ts';
import { residentBytes } from '../../src/fuzz/memory.ts';
import { bytesOf, sendRaw } from '../../src/fuzz/raw-http.ts';
import { accountsIn, Turns } from '../../src/fuzz/turns.ts';

const url = new URL('http://127.0.0.1:3000');

function post(path: string, payload: string, headers = {}): GeneratedRequest {
  return { method: 'POST', url: path, headers, payload };
}

describe('bytesOf', () => {
  it('adds the host, the length and nothing else', () => {
    assert.equal(
      bytesOf(url, post('/transfers', '{}')).toString(),
      'POST /transfers HTTP/1.1\r\nhost: 127.0.0.1:3000\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}',
    );
  });

  it('leaves alone what a request says of itself, true or not', () => {
    const text = bytesOf(url, post('/', '{}', { host: '[', 'content-length': '99' })).toString();
    assert.match(text, /\r\nhost: \[\r\n/);
    assert.match(text, /\r\ncontent-length: 99\r\n/);
  });
});

describe('sendRaw', () => {
  /** Sends one request to a server that says `reply` and hangs up. */
  async function answerTo(reply: string) {
    const server = createServer((socket) => socket.once('data', () => socket.end(reply)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await sendRaw(new URL(`http://127.0.0.1:${port}`), post('/', '{}'));
    } finally {
      server.close();
    }
  }

  it('gives the status and the body', async () => {
    const reply = 'HTTP/1.1 409 Conflict\r\nconnection: close\r\n\r\n{"code":"conflict"}';
    const body = '{"code":"conflict"}';
    assert.deepEqual(await answerTo(reply), { status: 409, body, isReplay: false });
  });

  it('gives nothing when there is no answer', async () => {
    assert.equal(await answerTo(''), undefined);
  });
});

describe('accountsIn', () => {
  it('finds ids in the path, escaped or not, and in the body', () => {
    assert.deepEqual(accountsIn(post('/accounts/3/deposits', '')), [3]);
    assert.ok(accountsIn(post('/accounts/%32/deposits', '{"amount":7}')).includes(2));
    const transfer = accountsIn(post('/transfers', '{"from":1,"to":4e0}'));
    assert.deepEqual(transfer, [1, 4]);
  });

  it('lets requests that open an account go freely', () => {
    assert.deepEqual(accountsIn(post('/accounts', '{"owner":"1","opening":2}')), []);
  });
});

describe('Turns', () => {
  it('lets requests that share a key go one after the other, also after a failure', async () => {
    const turns = new Turns();
    const events: string[] = [];
    const first = Promise.withResolvers<void>();
    const failing = turns.take([1, 2], async () => {
      events.push('first');
      await first.promise;
      throw new Error('refused');
    });
    const second = turns.take([2], async () => events.push('second'));
    const other = turns.take([3], async () => events.push('other'));
    await other;
    assert.deepEqual(events, ['first', 'other']);
    first.resolve();
    await assert.rejects(failing, /refused/);
    await second;
    assert.deepEqual(events, ['first', 'other', 'second']);
  });
});

describe('curlOf', () => {
  it('writes words that bash reads back as they were', () => {
    const payload = Buffer.from([0x27, 0x5c, 0x0a, 0xff, 0x31]);
    const command = curlOf('http://h', {
      ...post("/a'b", ''),
      headers: { a: 'é', b: '' },
      payload,
    });
    const words = execFileSync('bash', ['-c', `printf '%s|' ${command}`]);
    assert.deepEqual(
      words,
      Buffer.concat([
        Buffer.from("curl|-sig|--path-as-is|-X|POST|http://h/a'b|-H|a: é|-H|b;|--data-binary|"),
        payload,
        Buffer.from('|'),
      ]),
    );
  });
});

describe('the memory of a server', () => {
  it('may grow by this much and no more', () => {
    const warmBytes = 1e8;
    assert.deepEqual(growthOf({ warmBytes, endBytes: warmBytes + growthMaxBytes }), []);
    assert.match(growthOf({ warmBytes, endBytes: 10 * warmBytes })[0] ?? '', /grown by 858 MiB/);
    assert.deepEqual(growthOf(undefined), []);
  });

  it('is not known of a process that does not exist', async () => {
    assert.equal(await residentBytes(0), undefined);
  });
});
