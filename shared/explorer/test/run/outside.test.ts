import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { exec, execFileSync, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { explore } from '../../src/index.ts';
import { between, call } from '../support/between.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { Mutex } from '../support/mutex.ts';

/** A worker that answers each message with itself, after a while. */
const echo = `const { parentPort } = require('worker_threads');
parentPort.on('message', (text) => setTimeout(() => parentPort.postMessage(text), 5));`;

/** `setImmediate`, called by a library. */
const putOff: (callback: () => void) => void = runInThisContext(
  '(callback) => setImmediate(callback)',
  { filename: '/node_modules/a-library/index.js' },
);

/** A server that takes its time to answer. */
const server = net.createServer((socket) => {
  socket.once('data', () => setTimeout(() => socket.end('hello'), 5));
});
before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
after(() => server.close());

/** Waits that end by themselves, without any scheduler. */
const waits: Readonly<Record<string, () => Promise<unknown>>> = {
  scrypt: () => promisify(crypto.scrypt)('a', 'b', 16),
  pbkdf2: () => promisify(crypto.pbkdf2)('a', 'b', 20_000, 16, 'sha256'),
  'a key pair': () => promisify(crypto.generateKeyPair)('rsa', { modulusLength: 1024 }),
  'Web Crypto': () => crypto.subtle.digest('SHA-256', Buffer.alloc(1_000_000)),
  zlib: () => promisify(zlib.gzip)(Buffer.alloc(2_000_000)),
  'the address of a host': () => dns.promises.lookup('localhost'),
  'a file call that is not controlled': () => promisify(fs.readv)(0, []).catch(() => {}),
  'a worker thread that ends': () =>
    once(new Worker('setTimeout(() => {}, 5)', { eval: true }), 'exit'),
  'a worker thread that answers': async () => {
    const worker = new Worker(echo, { eval: true });
    worker.postMessage('hello');
    await once(worker, 'message');
    await worker.terminate();
  },
  'a worker thread that need not keep the process alive': async () => {
    const worker = new Worker('setTimeout(() => {}, 5)', { eval: true });
    worker.unref();
    await once(worker, 'exit');
  },
  'a child process': () => promisify(exec)('sleep 0.02'),
  'a child process that need not keep this one alive': async () => {
    const child = spawn('sleep', ['0.02'], { stdio: 'ignore' });
    child.unref();
    await once(child, 'exit');
  },
  'a server of another protocol': async () => {
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    socket.write('hello');
    await once(socket, 'data');
    socket.destroy();
  },
  'nothing, as crypto is done at once': async () => {
    crypto.scryptSync('a', 'b', 16);
    crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  },
  'a chain of immediates of a library': async () => {
    for (let i = 0; i < 100; i += 1) await new Promise<void>((resolve) => putOff(resolve));
  },
};

describe('a wait that ends by itself', () => {
  for (const [name, work] of Object.entries(waits))
    it(`is part of a turn: ${name}`, async () => {
      const { verdict, outcomes, possible } = await explore(between(work), {
        mayEscape: () => true,
      });
      assert.deepEqual([verdict, outcomes, possible], ['prevented', ['finished'], 10]);
    });

  it('does not end the turn of a client that another one waits for in the process', async () => {
    const guarded = async (mutex: Mutex) =>
      mutex.run(async () => {
        await call('before');
        await promisify(crypto.scrypt)('a', 'b', 16);
        await call('after');
      });
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: () => new Mutex(),
        clients: { A: guarded, B: guarded },
        judge: (_, { ending }) => ({ outcome: ending.kind }),
      }),
    );
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });
});

describe('a wait that does not end', () => {
  const impatient = { replyTimeoutMs: 20, mayEscape: () => true };

  it('is inconclusive, and is named with its place', async () => {
    const worker = () => new Worker('setInterval(() => {}, 1000)', { eval: true });
    const workers: Worker[] = [];
    const { verdict, complete, reason } = await explore(
      between(async () => {
        workers.push(worker());
        await once(workers.at(-1) as Worker, 'message');
      }),
      impatient,
    );
    await Promise.all(workers.map((one) => one.terminate()));
    assert.deepEqual([verdict, complete], ['inconclusive', false]);
    assert.match(
      reason ?? '',
      /^client A waits for a worker thread, begun at outside\.test\.ts:\d+, which is not under control and has not come within 0\.06 s$/,
    );
  });

  it('is inconclusive when it is for a file, which is named once', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'outside-'));
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const descriptor = fs.openSync(pipe, 'r+');
    const { verdict, reason } = await explore(
      between(() => promisify(fs.readv)(descriptor, [Buffer.alloc(1)])),
      impatient,
    );
    fs.writeSync(descriptor, 'x');
    fs.closeSync(descriptor);
    assert.equal(verdict, 'inconclusive');
    assert.equal(
      reason,
      'client A waits for a file call which is not under control and has not come within 0.06 s',
    );
  });

  it('is inconclusive when it is for a file to change, too', async () => {
    const watchers: fs.FSWatcher[] = [];
    const { verdict, reason } = await explore(
      between(async () => {
        const watcher = fs.watch(import.meta.dirname);
        watchers.push(watcher);
        await once(watcher, 'change');
      }),
    );
    for (const watcher of watchers) watcher.close();
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /^client A waits for a watcher of files, .* and says nothing$/);
  });
});

describe('a timer of controlled code', () => {
  it('is an operation, whichever way it is made', async () => {
    const ways: Readonly<Record<string, () => Promise<unknown>>> = {
      setTimeout: () => new Promise((resolve) => setTimeout(resolve, 10)),
      'timers/promises setTimeout': () => timersPromises.setTimeout(10),
      'scheduler.wait': () => timersPromises.scheduler.wait(10),
      setInterval: () =>
        new Promise<void>((resolve) => {
          const timer = setInterval(() => {
            clearInterval(timer);
            resolve();
          }, 10);
        }),
      'timers/promises setInterval': async () => {
        for await (const _ of timersPromises.setInterval(10)) break;
      },
      'AbortSignal.timeout': async () => {
        const signal = AbortSignal.timeout(10);
        await once(signal, 'abort');
        assert.equal(signal.reason.name, 'TimeoutError');
      },
    };
    for (const [name, way] of Object.entries(ways)) {
      const times: number[] = [];
      const { verdict, outcomes } = await explore(
        codeScenario({
          share: () => undefined,
          clients: {
            A: async () => {
              const before = [Date.now(), performance.now(), Number(process.hrtime.bigint())];
              const pair = process.hrtime();
              await way();
              const after = [Date.now(), performance.now(), Number(process.hrtime.bigint())];
              const [, nanoseconds] = process.hrtime(pair);
              times.push(...after.map((now, i) => now - (before[i] ?? 0)), nanoseconds);
              return 'done';
            },
          },
        }),
      );
      assert.deepEqual([name, verdict, outcomes], [name, 'prevented', ['finished [["A","done"]]']]);
      const [date, highRes, nanos, pair] = times;
      assert.deepEqual(
        [name, date, Math.round(highRes ?? 0), Math.round((nanos ?? 0) / 1e6), pair],
        [name, 10, 10, 10, 10_000_000],
      );
    }
  });

  it('fires again and again when it is an interval, until it is called off', async () => {
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            const beginningMs = Date.now();
            const ticks: number[] = [];
            await new Promise<void>((resolve) => {
              const timer = setInterval(() => {
                ticks.push(Date.now() - beginningMs);
                if (ticks.length < 3) return;
                clearInterval(timer);
                resolve();
              }, 1500);
            });
            for await (const _ of timersPromises.setInterval(500)) {
              ticks.push(Date.now() - beginningMs);
              if (ticks.length === 5) break;
            }
            return ticks.join();
          },
        },
      }),
    );
    assert.deepEqual(outcomes, ['finished [["A","1500,3000,4500,5000,5500"]]']);
  });

  it('leaves the date at whole milliseconds, whatever its own delay is', async () => {
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            await timersPromises.setTimeout(10.7);
            return Number.isInteger(Date.now()) && Date.now() === new Date().getTime();
          },
        },
      }),
    );
    assert.deepEqual(outcomes, ['finished [["A",true]]']);
  });

  it('fires in the context in which it was made', async () => {
    const context = new AsyncLocalStorage<string>();
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: () =>
            context.run('mine', async () => {
              const sleeping = new Promise((resolve) => {
                setTimeout(() => resolve(context.getStore()), 10);
              });
              return await context.run('another', () => sleeping);
            }),
        },
      }),
    );
    assert.deepEqual(outcomes, ['finished [["A","mine"]]']);
  });

  it('rejects as the real one does when it is aborted', async () => {
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            const abort = new AbortController();
            const sleeping = timersPromises.setTimeout(10, null, { signal: abort.signal });
            abort.abort('enough');
            const error = await sleeping.catch((reason: unknown) => reason);
            assert.ok(error instanceof Error);
            return [error.name, (error as NodeJS.ErrnoException).code, error.cause];
          },
        },
      }),
    );
    assert.deepEqual(outcomes, ['finished [["A",["AbortError","ABORT_ERR","enough"]]]']);
  });
});
