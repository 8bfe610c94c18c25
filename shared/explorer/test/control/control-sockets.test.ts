import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { runAs } from '../../src/control/actor.ts';
import { controlSockets } from '../../src/control/control-sockets.ts';
import { actor } from '../support/parts.ts';

controlSockets();

describe('a time limit of a socket', () => {
  it('counts for the explorer, and not for code under control', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const open = () => connect(port, '127.0.0.1').setTimeout(1);
    // The limit of the second one begins later.
    const sockets = [runAs(actor('A'), open), open()] as const;
    try {
      const timedOut: string[] = [];
      sockets[0].once('timeout', () => timedOut.push('controlled'));
      await once(sockets[1], 'timeout');
      assert.deepEqual(timedOut, []);
      assert.deepEqual(
        sockets.map(({ timeout }) => timeout),
        [0, 1],
      );
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
});
