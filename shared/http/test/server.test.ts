import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { CannotListen, createApp, type ListenOptions, listen } from '../src/index.ts';
import { assertRefused, MemoryAccounts } from './support/index.ts';

async function serve(t: TestContext, options: Partial<ListenOptions> = {}) {
  const accounts = new MemoryAccounts();
  await accounts.open('Ada', 100);
  const server = await listen(createApp(accounts), { port: 0, ...options });
  t.after(() => server.close());
  return { accounts, server, port: Number(new URL(server.url).port) };
}

/** Sends bytes as they are and resolves with all that comes back until the connection ends. */
async function sendBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** A server with one `GET /accounts/1` in flight, which `let go` finishes. */
async function withOneInFlight(t: TestContext, options?: Partial<ListenOptions>) {
  const { accounts, server } = await serve(t, options);
  const arrived = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const find = accounts.find.bind(accounts);
  accounts.find = async (id) => {
    arrived.resolve();
    await gate.promise;
    return find(id);
  };
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const sent = httpRequest(`${server.url}/accounts/1`, { agent }).end();
  const answered = once(sent, 'response').then(async ([response]) => ({
    status: response.statusCode,
    connection: response.headers.connection,
    body: await text(response),
  }));
  answered.catch(() => {}); // Awaited by each test at its own time.
  await arrived.promise;
  return { server, answered, letGo: () => gate.resolve() };
}

describe('listen', () => {
  it('listens on loopback unless told otherwise', async (t) => {
    const { server } = await serve(t);
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await fetch(`${server.url}/accounts/1`)).status, 200);
  });

  it('writes an IPv6 address as URLs want it', async (t) => {
    let server: Awaited<ReturnType<typeof serve>>['server'];
    try {
      ({ server } = await serve(t, { host: '::1' }));
    } catch (error) {
      if (!(error instanceof CannotListen)) throw error;
      t.skip(`this machine has no IPv6 loopback to listen on: ${error.message}`);
      return;
    }
    assert.match(server.url, /^http:\/\/\[::1\]:\d+$/);
    assert.equal((await fetch(`${server.url}/health`)).status, 200);
  });

  it('says in one sentence that the port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await assert.rejects(listen(createApp(new MemoryAccounts()), { port }), (error) => {
      assert.ok(error instanceof CannotListen);
      assert.equal(
        error.message,
        `port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another port`,
      );
      return true;
    });
  });

  for (const port of [-1, 65_536, Number.NaN, 1.5, 'abc', ''])
    it(`refuses the port ${port}`, async () => {
      const listening = listen(createApp(new MemoryAccounts()), { port });
      await assert.rejects(listening, {
        name: 'CannotListen',
        message: `a port must be a whole number from 0 to 65535, got ${typeof port === 'string' ? `"${port}"` : port}`,
      });
    });

  it('says which address it cannot have', async () => {
    const listening = listen(createApp(new MemoryAccounts()), { port: 0, host: '192.0.2.1' });
    await assert.rejects(listening, { name: 'CannotListen', message: /port 0 of 192\.0\.2\.1/ });
  });
});

describe('close', () => {
  it('finishes what is in flight and refuses what is new', async (t) => {
    const { server, answered, letGo } = await withOneInFlight(t);
    const closed = server.close();
    await assertRefused(server.url);
    letGo();
    const answer = await answered;
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), { id: 1, owner: 'Ada', balance: 100 });
    // Or a client that keeps its connections alive would hold the server open.
    assert.equal(answer.connection, 'close');
    await closed;
  });

  it('cuts off what is still in flight after the grace time', async (t) => {
    const { server, answered } = await withOneInFlight(t, { graceMs: 1 });
    await server.close();
    await assert.rejects(answered, { code: 'ECONNRESET' });
  });

  it('ends idle connections at once', async (t) => {
    const { server, port } = await serve(t);
    const socket = connect(port, '127.0.0.1');
    const received = text(socket);
    await once(socket, 'connect');
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    await server.close();
    assert.match(await received, /^HTTP\/1\.1 200 /);
  });

  it('waits for the same end when called again', async (t) => {
    const { server } = await serve(t);
    assert.equal(server.close(), server.close());
  });

  it('leaves no timer behind that would keep the process alive', async (t) => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
    const before = timers();
    const { server } = await serve(t);
    await server.close();
    assert.deepEqual(timers(), before);
  });

  it('answers a request that was half sent by then, and ends its connection', async (t) => {
    const { server, port } = await serve(t, { graceMs: 60_000 });
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    // Its other half comes with a whole request, whose answer shows that both have arrived.
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /accounts/1 HTTP/1.1\r\n');
    await once(socket, 'data');
    const closed = server.close();
    socket.write('Host: x\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 200 .*connection: close.*"balance":100/is);
    await closed;
  });
});

describe('bytes on a socket', () => {
  const problem = (status: number, code: string) =>
    new RegExp(
      `^HTTP/1\\.1 ${status} .*content-type: application/problem\\+json.*"code":"${code}"`,
      'is',
    );
  const last = 'Host: x\r\nConnection: close\r\n';
  const json = `${last}Content-Type: application/json\r\n`;
  const rows: [name: string, bytes: string, answer: RegExp][] = [
    ['what is not HTTP', 'hello\r\n\r\n', problem(400, 'malformed')],
    [
      'a header of 20 KB',
      `GET /health HTTP/1.1\r\n${last}X: ${'x'.repeat(20_000)}\r\n\r\n`,
      problem(431, 'headers_too_large'),
    ],
    ['no Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', problem(400, 'malformed')],
    ['a broken target', `GET http://[ HTTP/1.1\r\n${last}\r\n`, problem(400, 'malformed')],
    [
      'a broken escape',
      `GET /accounts/%zz HTTP/1.1\r\n${last}\r\n`,
      problem(404, 'unknown_account'),
    ],
    [
      'a full URL as target',
      `GET http://bank/accounts/1 HTTP/1.1\r\n${last}\r\n`,
      /^HTTP\/1\.1 200 /,
    ],
    [
      'an unknown expectation',
      `GET /accounts/1 HTTP/1.1\r\nExpect: tea\r\n${last}\r\n`,
      /^HTTP\/1\.1 200 /,
    ],
    [
      'a chunked body without a length',
      `POST /accounts/1/deposits HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n` +
        'c\r\n{"amount":1}\r\n0\r\n\r\n',
      /^HTTP\/1\.1 200 .*"balance":101/s,
    ],
    [
      'a chunked body that is too large',
      `POST /accounts/1/deposits HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n` +
        `8000\r\n${' '.repeat(0x8000)}\r\n0\r\n\r\n`,
      problem(413, 'content_too_large'),
    ],
  ];
  for (const [name, bytes, answer] of rows)
    it(`are answered: ${name}`, async (t) => {
      const { port } = await serve(t);
      assert.match(await sendBytes(port, bytes), answer);
    });

  it('let a client read the refusal of a body that it is still sending', async (t) => {
    const { server } = await serve(t);
    const response = await fetch(`${server.url}/accounts/1/deposits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ' '.repeat(4_000_000),
    });
    assert.equal(response.status, 413);
  });

  it('that stop in the middle of a body are not a defect', async (t) => {
    const accounts = new MemoryAccounts();
    const defects: unknown[] = [];
    const app = createApp(accounts, { onDefect: (error) => defects.push(error) });
    const finished = Promise.withResolvers<void>();
    app.middleware.unshift((_ctx, next) => next().finally(() => finished.resolve()));
    const server = await listen(app, { port: 0 });
    t.after(() => server.close());
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const head = `POST /accounts HTTP/1.1\r\n${json}Content-Length: 100\r\nExpect: 100-continue\r\n`;
    socket.write(`${head}\r\n{"owner`);
    await once(socket, 'data');
    socket.destroy();
    await finished.promise;
    assert.deepEqual(defects, []);
    assert.deepEqual(await accounts.list(), []);
  });
});
