import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { explore } from '../../src/index.ts';
import { between, call } from '../support/between.ts';
import { codeScenario } from '../support/code-scenario.ts';

/** Node's types do not tell of it. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: Readonly<
    Record<
      'compile' | 'instantiate' | 'compileStreaming' | 'instantiateStreaming',
      (source: unknown) => Promise<unknown>
    >
  >;
};

/** A module of WebAssembly in which there is nothing. */
const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

const moduleOverHttp = () =>
  new Response(emptyModule, { headers: { 'content-type': 'application/wasm' } });

const sharedNumber = () => new Int32Array(new SharedArrayBuffer(4));

/** Waits until another thread, or the time limit, ends the wait. */
async function changeOf(number: Int32Array, limitMs?: number): Promise<unknown> {
  return await Atomics.waitAsync(number, 0, 0, limitMs).value;
}

/** A worker that ends each wait for a number that it is given, and does not keep the process alive. */
function startNotifier(): Worker {
  const notifier = new Worker(
    `require('worker_threads').parentPort.on('message', (number) => {
      setTimeout(() => Atomics.notify(number, 0), 5);
    });`,
    { eval: true },
  );
  notifier.unref();
  return notifier;
}

/** Large enough to be copied and read in many parts. */
const large = 'x'.repeat(1_000_000);
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
before(async () => {
  folder = await mkdtempDisposable(join(tmpdir(), 'outside-'));
  await writeFile(join(folder.path, 'large'), large);
});
after(() => folder[Symbol.asyncDispose]());

async function backUp(): Promise<void> {
  // Not imported by its names: that is for the last test.
  const sqlite = process.getBuiltinModule('node:sqlite');
  using database = new sqlite.DatabaseSync(':memory:');
  database.exec(`create table texts (text); insert into texts values ('${large}')`);
  await sqlite.backup(database, join(folder.path, String(Math.random())));
}

const blobOfFile = () => fs.openAsBlob(join(folder.path, 'large'));

async function streamOf(blob: Blob): Promise<string> {
  let text = '';
  for await (const part of blob.stream()) text += Buffer.from(part);
  return text;
}

/** Waits that end by themselves, of which Node tells nothing but their promise. */
const waits: Readonly<Record<string, () => Promise<unknown>>> = {
  'WebAssembly.compile': () => WebAssembly.compile(emptyModule),
  'WebAssembly.instantiate': () => WebAssembly.instantiate(emptyModule),
  'WebAssembly.compileStreaming': () => WebAssembly.compileStreaming(moduleOverHttp()),
  'WebAssembly.instantiateStreaming': () =>
    WebAssembly.instantiateStreaming(Promise.resolve(moduleOverHttp())),
  'Atomics.waitAsync with a limit': () => changeOf(sharedNumber(), 5),
  'a backup of node:sqlite': backUp,
  'a file as a blob': async () => assert.equal(await (await blobOfFile()).text(), large),
  'a file as the stream of a blob': async () =>
    assert.equal(await streamOf(await blobOfFile()), large),
};

describe('a promise that another thread keeps', () => {
  for (const [name, work] of Object.entries(waits))
    it(`is part of a turn: ${name}`, async () => {
      const { verdict, outcomes, possible } = await explore(between(work), {
        mayEscape: () => true,
      });
      assert.deepEqual([verdict, outcomes, possible], ['prevented', ['finished'], 10]);
    });
});

describe('a backup of node:sqlite that was imported before it was watched', () => {
  it('is inconclusive, as it cannot be seen', async () => {
    const program = join(import.meta.dirname, '../support/programs/backs-up.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, folder.path]);
    assert.match(
      stdout,
      /^inconclusive: client A waits inside the process, and if that is for a backup of node:sqlite, it cannot be seen, .*: import '@workbook\/explorer\/register' first\n$/,
    );
  });
});

describe('shared memory', () => {
  const options = { mayEscape: () => true };

  it('is waited for while a worker may change it', async () => {
    const notifiers: Worker[] = [];
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: (set) => {
          const notifier = set.as(0, startNotifier);
          notifiers.push(notifier);
          return notifier;
        },
        clients: {
          A: async (notifier) => {
            await call('before');
            const number = sharedNumber();
            notifier.postMessage(number);
            await changeOf(number);
            await call('after');
          },
          B: () => call('at any time'),
        },
        judge: (_, { ending }) => ({ outcome: ending.kind }),
      }),
      options,
    );
    await Promise.all(notifiers.map((one) => one.terminate()));
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished']]);
  });

  it('is a matter of the clients while there is no worker', async () => {
    const { verdict, outcomes } = await explore(
      codeScenario({
        share: sharedNumber,
        clients: {
          A: (number) => changeOf(number),
          B: async (number) => {
            await call('notify');
            Atomics.notify(number, 0);
          },
        },
        judge: (_, { ending }) => ({ outcome: ending.kind }),
      }),
      options,
    );
    assert.deepEqual([verdict, outcomes.includes('finished')], ['possible', true]);
  });
});
