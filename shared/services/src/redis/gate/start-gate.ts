import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Claims } from './claims.ts';
import { CommandTable } from './command-table.ts';
import { serveClient } from './connection.ts';
import { scriptGuard } from './guard.ts';

/**
 * A Redis of a run's own, as far as its clients can see, inside a server that other clients use
 * too.
 */
export interface Gate extends AsyncDisposable {
  /** `redis://:password@127.0.0.1:port/0`. */
  readonly url: string;
}

/**
 * Starts a gate before the server at `url`. Disposing deletes what came through it, and only that.
 * Throws what `redis` throws.
 *
 * @throws Unsuitable when the server lacks what the gate needs.
 */
export async function startGate(url: string): Promise<Gate> {
  const claims = await Claims.open(url);
  try {
    const table = new CommandTable(await claims.control.sendCommand(['COMMAND']));
    const password = randomBytes(24).toString('hex');
    const scripts = new Map<string, Buffer>();
    const shared = { url, password, claims, table, guard: scriptGuard(table), scripts };
    // New connections begin in the first database, so the server must have it.
    await claims.realOf(0);
    const clients = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      // As with a server in a process of its own, a program that forgets to dispose may just end.
      client.unref();
      clients.add(client);
      client.once('close', () => clients.delete(client));
      void serveClient(client, shared);
    });
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    claims.unref();
    return {
      url: `redis://:${password}@127.0.0.1:${port}/0`,
      async [Symbol.asyncDispose]() {
        server.close();
        for (const client of clients) client.destroy();
        await claims[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await claims[Symbol.asyncDispose]();
    throw error;
  }
}
