import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtempDisposable, stat, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BroadcastChannel, Worker } from 'node:worker_threads';
import { ExplorationError, type ExploreOptions, explore, yieldPoint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';

const works = () => yieldPoint('work', async () => {});

/** Explores one client that does `work` beside what is controlled. */
function explored(work: () => unknown, options?: ExploreOptions) {
  return explore(
    codeScenario({
      share: () => undefined,
      clients: {
        A: async () => {
          await works();
          await work();
        },
      },
      judge: () => ({ outcome: '' }),
    }),
    options,
  );
}

/** What an exploration says that is broken. */
async function errorOf(work: () => unknown): Promise<string> {
  const error = await explored(work).then(
    () => assert.fail('nothing escaped'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof ExplorationError, String(error));
  return error.message;
}

const here = /at \S+escapes\.test\.ts:\d+:\d+/;

describe('I/O that escapes', () => {
  let server: Server;
  let port = 0;
  const sockets = new Set<Socket>();
  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', () => socket.write('yes'));
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('is a connection that a client makes', async () => {
    const message = await errorOf(async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    });
    assert.match(message, new RegExp(`^client A connects to 127.0.0.1:${port} at `));
    assert.match(message, here);
    assert.match(message, /yieldPoint\(/);
  });

  it('is what is sent over a connection that was there before', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const message = await errorOf(async () => {
      socket.write('please');
      await once(socket, 'data');
    });
    socket.destroy();
    assert.match(message, new RegExp(`^client A sends to 127.0.0.1:${port} at `));
  });

  it('is what is sent for a client in the name of its instance', async () => {
    const asked: (() => void)[] = [];
    let socket: Socket | undefined;
    const exploration = explore(
      codeScenario({
        share: async (options) => {
          socket = connect(port, '127.0.0.1');
          await once(socket, 'connect');
          // A driver that sends from a loop of its own: the client's context does not reach it.
          options.as(0, () => {
            const look = () => {
              const next = asked.shift();
              if (next) socket?.write('please', next);
              else if (!socket?.destroyed) setImmediate(look);
            };
            look();
          });
        },
        clients: {
          A: async () => {
            await works();
            await new Promise<void>((resolve) => asked.push(resolve));
          },
        },
        judge: () => ({ outcome: '', accepts: ['stuck'] }),
      }),
    );
    try {
      await assert.rejects(exploration, /^ExplorationError: the set-up of instance 0 sends to /);
    } finally {
      socket?.destroy();
    }
  });

  it('is a datagram', async () => {
    const socket = createSocket('udp4');
    const message = await errorOf(() => socket.send('x', port, '127.0.0.1'));
    socket.close();
    assert.match(message, new RegExp(`^client A sends a datagram to 127.0.0.1:${port} `));
  });

  it('is a request over HTTP/2', async () => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    session.on('error', () => {});
    await once(session, 'connect');
    const message = await errorOf(() => session.request({ ':path': '/' }).on('error', () => {}));
    session.destroy();
    assert.match(message, /^client A sends a request to /);
  });

  it('is a program that a client starts, or runs to its end', async () => {
    assert.match(
      await errorOf(() => once(spawn('true'), 'exit')),
      /^client A starts a process at /,
    );
    assert.match(await errorOf(() => spawnSync('true')), /^client A runs true at /);
  });

  it('is a worker that a client starts, or talks to', async () => {
    assert.match(
      await errorOf(() => once(new Worker('1', { eval: true }), 'exit')),
      /^client A starts a worker at /,
    );
    const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => {})', {
      eval: true,
    });
    await once(worker, 'online');
    assert.match(
      await errorOf(() => worker.postMessage('x')),
      /^client A sends a message to a worker at /,
    );
    await worker.terminate();
  });

  it('is a message to all that hear a channel', async () => {
    const channel = new BroadcastChannel('prices');
    const message = await errorOf(() => channel.postMessage('x'));
    channel.close();
    assert.match(message, /^client A sends a message to the channel "prices" at /);
    assert.match(message, here);
  });

  it('is a statement that changes a file of node:sqlite, and a copy that is made of it', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'escapes-'));
    const sqlite = process.getBuiltinModule('node:sqlite');
    using database = new sqlite.DatabaseSync(join(folder.path, 'stock.db'));
    database.exec('create table stock (amount)');
    const insert = database.prepare('insert into stock values (1)');
    const says = /^client A sends "insert into stock values \(1\)" to node:sqlite at /;
    assert.match(await errorOf(() => insert.run()), says);
    assert.match(await errorOf(() => database.exec('insert into stock values (1)')), says);
    assert.match(
      await errorOf(() => sqlite.backup(database, join(folder.path, 'copy'))),
      /^client A copies a database of node:sqlite at /,
    );
    const { verdict } = await explored(() => database.prepare('select * from stock').all());
    assert.equal(verdict, 'prevented');
    const { verdict: ofMemory } = await explored(() => {
      using own = new sqlite.DatabaseSync(':memory:');
      own.exec('create table stock (amount)');
    });
    assert.equal(ofMemory, 'prevented');
  });

  it('is a file that is read while files are not under control, or written at once', async () => {
    // The other tests of this process put files under control.
    const fixture = new URL('../support/programs/uncontrolled-files.ts', import.meta.url);
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(fixture)]);
    const [read, written] = stdout.split('\n');
    assert.match(read ?? '', /^client A uses a file at .*: call controlFiles\(\)/);
    assert.match(
      written ?? '',
      /^client A calls writeFileSync on \S+written at .*: call controlFiles/,
    );
  });

  it('names the library that does it', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'escapes-'));
    const library = join(folder.path, 'node_modules', '@some', 'driver');
    await mkdir(library, { recursive: true });
    await writeFile(
      join(library, 'index.mjs'),
      "import { connect } from 'node:net'; export const open = (port) => connect(port, '127.0.0.1');",
    );
    const { open } = await import(pathToFileURL(join(library, 'index.mjs')).href);
    const message = await errorOf(async () => {
      const socket = open(port);
      await once(socket, 'connect');
      socket.destroy();
    });
    assert.match(message, / by node_modules\/@some\/driver at \S+escapes\.test\.ts:/);
  });

  it('may be said not to matter', async () => {
    const escapes: string[] = [];
    const { verdict } = await explored(() => spawnSync('true'), {
      mayEscape: ({ what }) => escapes.push(what) > 0,
    });
    assert.equal(verdict, 'prevented');
    assert.ok(escapes.includes('runs true'));
  });

  it('is not a module that is loaded, what is printed, or what a yield point does', async () => {
    const { verdict } = await explored(async () => {
      await import('node:sqlite');
      await import(`../support/statements.ts?${'again'}`);
      process.stdout.write('');
      await yieldPoint('read', () => stat(tmpdir()));
    });
    assert.equal(verdict, 'prevented');
  });
});
