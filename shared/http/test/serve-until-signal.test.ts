import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertRefused } from './support/index.ts';

const fixture = fileURLToPath(new URL('fixtures/serve.ts', import.meta.url));

/** Starts the fixture as a process of its own, and hands out its lines one by one. */
function start(t: TestContext, port = 0) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', fixture, String(port)], {
    stdio: 'pipe',
  });
  t.after(() => child.kill('SIGKILL'));
  const { stdin, stdout, stderr } = child;
  assert.ok(stdin !== null && stdout !== null && stderr !== null);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    exited: once(child, 'exit').then(([code]) => code as number | null),
    stderr: text(stderr),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    letGo: () => stdin.write('go\n'),
    nextLine: async (): Promise<string | undefined> => (await lines.next()).value,
  };
}

/** The fixture with one request in flight. */
async function startWithOneInFlight(t: TestContext) {
  const server = start(t);
  const url = (await server.nextLine())?.replace('listening on ', '') ?? '';
  const answered = fetch(`${url}/accounts/1`);
  answered.catch(() => {}); // Awaited by each test at its own time.
  assert.equal(await server.nextLine(), 'in flight');
  return { ...server, url, answered };
}

describe('serveUntilSignal', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`finishes what is in flight on ${signal}, then disposes last to first`, async (t) => {
      const { url, answered, ...server } = await startWithOneInFlight(t);
      server.kill(signal);
      const stopping = `${signal}: finishing what is in flight, a second signal exits at once`;
      assert.equal(await server.nextLine(), stopping);
      await assertRefused(url);
      server.letGo();
      assert.equal((await answered).status, 200);
      assert.equal(await server.nextLine(), 'disposed accounts');
      assert.equal(await server.nextLine(), 'disposed services');
      assert.equal(await server.nextLine(), 'done');
      assert.equal(await server.exited, 0);
    });

  it('exits at once on a second signal', async (t) => {
    const { answered, ...server } = await startWithOneInFlight(t);
    server.kill('SIGINT');
    await server.nextLine();
    server.kill('SIGTERM');
    assert.equal(await server.exited, 143);
    await assert.rejects(answered);
  });

  it('says that the port is taken, disposes, and exits with code 2', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = start(t, port);
    assert.equal(
      await server.stderr,
      `port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another port\n`,
    );
    assert.equal(await server.nextLine(), 'disposed accounts');
    assert.equal(await server.nextLine(), 'disposed services');
    assert.equal(await server.nextLine(), 'done');
    assert.equal(await server.exited, 2);
  });
});
