import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { explore } from '../../src/index.ts';
import { between, call } from '../support/between.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';

/** Worker threads that do nothing, and do not keep the process alive. */
class Helpers {
  readonly #workers: Worker[] = [];

  start(): Worker {
    const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
    worker.unref();
    this.#workers.push(worker);
    return worker;
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** A server that greets after a while, and answers in two parts. */
const server = net.createServer((socket) => {
  const sayLater = (text: string) => setTimeout(() => socket.write(text), 5);
  sayLater('welcome\n');
  socket.on('error', () => {});
  socket.on('data', () => {
    socket.write('first part,');
    sayLater('second part\n');
  });
});
const silentServer = net.createServer((socket) => socket.on('error', () => {}));
before(async () => {
  for (const one of [server, silentServer]) await once(one.listen(0, '127.0.0.1'), 'listening');
});
after(() => {
  for (const one of [server, silentServer]) one.close();
});

function connectTo(one: net.Server): net.Socket {
  return net.connect((one.address() as net.AddressInfo).port, '127.0.0.1');
}

async function lineFrom(socket: net.Socket): Promise<void> {
  let text = '';
  while (!text.endsWith('\n')) text += String((await once(socket, 'data'))[0]);
}

const impatient = { replyTimeoutMs: 20, mayEscape: () => true };

describe('a wait for a server of another protocol', () => {
  const patient = { mayEscape: () => true };

  it('is part of a turn when the server speaks first', async () => {
    const { verdict, outcomes } = await explore(
      between(async () => {
        const socket = connectTo(server);
        await lineFrom(socket);
        socket.destroy();
      }),
      patient,
    );
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('is part of a turn until the last part of the answer', async () => {
    const { verdict, outcomes } = await explore(
      between(async () => {
        const socket = connectTo(server);
        await lineFrom(socket);
        socket.write('hello');
        await lineFrom(socket);
        socket.destroy();
      }),
      patient,
    );
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('is inconclusive when the server never says anything', async () => {
    const sockets: net.Socket[] = [];
    const { verdict, reason } = await explore(
      between(async () => {
        const socket = connectTo(silentServer);
        sockets.push(socket);
        await once(socket, 'data');
      }),
      impatient,
    );
    for (const socket of sockets) socket.destroy();
    assert.equal(verdict, 'inconclusive');
    assert.match(
      reason ?? '',
      /^client A waits for a socket, begun at outside-more\.test\.ts:\d+, which is not under control and says nothing$/,
    );
  });

  it('is inconclusive on a connection that need not keep the process alive', async () => {
    const sockets: net.Socket[] = [];
    const { verdict, reason } = await explore(
      between(async () => {
        const socket = connectTo(silentServer).unref();
        sockets.push(socket);
        await once(socket, 'data');
      }),
      impatient,
    );
    for (const socket of sockets) socket.destroy();
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /^client A waits for a socket, .* and says nothing$/);
  });

  it('is inconclusive on a connection that the set-up has opened', async () => {
    const sockets: net.Socket[] = [];
    const { verdict, reason } = await explore(
      codeScenario({
        share: (set) =>
          set.as(0, () => {
            const socket = connectTo(silentServer);
            sockets.push(socket);
            return socket;
          }),
        clients: { A: (socket) => once(socket, 'data') },
        judge: (_, { ending }) => ({ outcome: ending.kind, violation: ending.kind }),
      }),
      impatient,
    );
    for (const socket of sockets) socket.destroy();
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /^a client waits for a socket, .* and says nothing$/);
  });

  it('is over when another client lets this one go on, and the socket is idle', async () => {
    const opened: net.Socket[] = [];
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: () => ({ mutex: new Mutex(), sockets: [] as net.Socket[] }),
        clients: {
          A: async ({ mutex, sockets }) => {
            const socket = connectTo(server);
            sockets.push(socket);
            opened.push(socket);
            await lineFrom(socket);
            socket.on('data', () => {});
            await mutex.run(() => call('A has it'));
          },
          B: ({ mutex }) => mutex.run(() => call('B has it')),
        },
        judge: (_, { ending }) => ({ outcome: ending.kind }),
      }),
      patient,
    );
    for (const socket of opened) socket.destroy();
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });
});

describe('a worker thread that need not keep the process alive', () => {
  it('is inconclusive when it says nothing', async () => {
    const helpers = new Helpers();
    const { verdict, reason } = await explore(
      between(() => once(helpers.start(), 'exit')),
      impatient,
    );
    await helpers.end();
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /^client A waits for a worker thread, .* and says nothing$/);
  });

  it('does not matter when the code goes on without it', async () => {
    const helpers = new Helpers();
    const { verdict } = await explore(
      between(async () => helpers.start()),
      impatient,
    );
    await helpers.end();
    assert.equal(verdict, 'prevented');
  });

  it('does not hide a client that waits for another one, beside a helper of the set-up', async () => {
    const helpers = new Helpers();
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: (set) => set.as(0, () => helpers.start()),
        clients: { A: () => new Promise(() => {}) },
        judge: (_, { ending }) => ({ outcome: ending.kind, violation: ending.kind }),
      }),
      impatient,
    );
    await helpers.end();
    assert.deepEqual([verdict, outcomes], ['possible', ['stuck']]);
  });
});

describe('a timer of no time', () => {
  /** `setTimeout`, called by a driver: by one it connects. */
  const soon: (callback: () => void) => void = runInThisContext(
    '(callback) => setTimeout(callback, 0)',
    { filename: '/node_modules/postgres/index.js' },
  );

  it('is part of a turn when a driver has armed it', async () => {
    const { verdict, outcomes, possible } = await explore(
      between(() => new Promise<void>((resolve) => soon(resolve))),
    );
    assert.deepEqual([verdict, outcomes, possible], ['prevented', ['finished'], 10]);
  });
});
