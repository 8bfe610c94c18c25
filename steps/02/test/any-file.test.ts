import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Account, OpenAccounts } from '@workbook/domain';
import { createApp, type Listening, listen } from '@workbook/http';
import fc from 'fast-check';
import { createAccounts } from '../src/accounts.ts';

// Whatever is in the file: it is understood as what it says, or it is refused and left as it is.

const contents = {
  nextId: 4,
  accounts: [
    { id: 1, owner: 'ann', balance: 100 },
    { id: 3, owner: 'Zoë 🏦', balance: 0 },
  ],
};
const lastId = 2_147_483_647;

let folder: string;
let file: string;
let accounts: OpenAccounts;
let server: Listening;

const open = () =>
  createAccounts({
    screen: async () => {},
    postgres: { url: '', poolSize: 1, lockTimeoutMs: 1000 },
    redis: { url: '' },
    dataFolder: folder,
  });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbook-any-file-'));
  file = join(folder, 'accounts.json');
  // Every user may look into it, so that it is the file's own permission which counts.
  await chmod(folder, 0o755);
  accounts = await open();
  server = await listen(createApp(accounts), { port: 0 });
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

type Request = readonly [method: string, path: string, body?: object];
const requests: readonly Request[] = [
  ['GET', '/accounts'],
  ['GET', '/accounts/1'],
  ['POST', '/accounts', { owner: 'bob', opening: 1 }],
  ['POST', '/accounts/1/deposits', { amount: 1 }],
  ['POST', '/accounts/1/withdrawals', { amount: 1 }],
  ['POST', '/transfers', { from: 1, to: 3, amount: 1 }],
  ['DELETE', '/accounts/3'],
];

async function refuses([method, path, body]: Request, reason: RegExp): Promise<void> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { code, detail } = (await answer.json()) as { code: string; detail: string };
  assert.equal(answer.status, 503, `${method} ${path}: ${detail}`);
  assert.equal(code, 'unavailable');
  assert.match(detail, reason);
  assert.doesNotMatch(detail, /\n|\/tmp| at /);
}

const makesNoSense =
  /^accounts\.json does not hold accounts; it was left as it is: repair it, or move it away/;

/** Every request and every new start is refused, for these bytes, and nothing is touched. */
async function refusesAll(bytes: Uint8Array | string, asked = requests): Promise<void> {
  await writeFile(file, bytes);
  for (const request of asked) await refuses(request, makesNoSense);
  await assert.rejects(open(), { code: 'unavailable', message: makesNoSense });
  assert.deepEqual(await readFile(file), Buffer.from(bytes));
  assert.deepEqual(await readdir(folder), ['accounts.json']);
}

/** Contents that this step never writes. */
const foreign = fc.oneof(
  fc.json(),
  fc.string(),
  fc.uint8Array(),
  fc.record({ nextId: fc.anything(), accounts: fc.anything() }).map((any) => {
    return JSON.stringify(any, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  }),
);

const badNumber = fc.constantFrom(-1, 1.5, 2 ** 53, 1e308, null, '1', true, [1], {});
const changed = (change: (all: typeof contents) => unknown) => JSON.stringify(change(contents));
const withFirst = (change: object) =>
  changed((all) => ({ ...all, accounts: [{ ...all.accounts[0], ...change }, all.accounts[1]] }));

const known = ['nextId', 'accounts', 'id', 'owner', 'balance'];
const unknownKey = fc.string().filter((key) => !known.includes(key));

/** Contents that are wrong in one place. */
const almost = fc.oneof(
  badNumber.map((id) => withFirst({ id })),
  badNumber.map((balance) => withFirst({ balance })),
  fc.constantFrom(1, null, ['ann'], undefined).map((owner) => withFirst({ owner })),
  unknownKey.map((key) => withFirst({ [key]: 1 })),
  unknownKey.map((key) => changed((all) => ({ ...all, [key]: 1 }))),
  badNumber.map((nextId) => changed((all) => ({ ...all, nextId }))),
  // The next id would be one that is given out already.
  fc.integer({ min: 0, max: 3 }).map((nextId) => changed((all) => ({ ...all, nextId }))),
  // Two accounts with one id, or accounts in another order than that of the ids.
  fc.constantFrom(3, 4, lastId).map((id) => withFirst({ id })),
  fc.constantFrom(lastId + 1, 2 ** 53 - 1).map((nextId) => changed((all) => ({ ...all, nextId }))),
);

describe('a file that does not hold accounts', () => {
  it('is refused wherever it was cut off', async () => {
    const whole = Buffer.from(JSON.stringify(contents));
    for (let length = 0; length < whole.length; length++) {
      const request = requests[length % requests.length] as Request;
      await refusesAll(whole.subarray(0, length), [request]);
    }
  });

  it('is refused whatever else it holds, and left as it is', async () => {
    await fc.assert(fc.asyncProperty(foreign, (bytes) => refusesAll(bytes)));
  });

  it('is refused when it is wrong in one place', async () => {
    const one = fc.constantFrom(...requests);
    await fc.assert(
      fc.asyncProperty(almost, one, (bytes, request) => refusesAll(bytes, [request])),
    );
  });

  it('is refused in another encoding, which would change the names', async () => {
    await refusesAll(Buffer.from(JSON.stringify(contents), 'latin1'));
    await refusesAll(Buffer.from(JSON.stringify(contents), 'utf16le'));
  });

  it('is served as soon as it is repaired', async () => {
    await refusesAll('{');
    await writeFile(file, JSON.stringify(contents));
    assert.deepEqual(await accounts.list(), contents.accounts);
    assert.equal((await accounts.open('bob', 1)).id, contents.nextId);
  });
});

describe('a file that cannot be read', () => {
  for (const [what, reason, make] of [
    ['a folder', /EISDIR/, () => mkdir(file)],
    [
      'too large',
      /ERR_FS_FILE_TOO_LARGE/,
      () => writeFile(file, '').then(() => truncate(file, 3e9)),
    ],
    ["another user's", /EACCES/, () => writeFile(file, '').then(() => chmod(file, 0))],
  ] as const)
    it(`because it is ${what}: one sentence, and served again afterwards`, async () => {
      await rm(file, { force: true });
      await make();
      await asOrdinaryUser(async () => {
        for (const request of requests) await refuses(request, reason);
      });
      await rm(file, { recursive: true });
      await writeFile(file, JSON.stringify(contents));
      assert.deepEqual(await accounts.list(), contents.accounts);
    });
});

describe('a file that cannot be written', () => {
  it('because its folder is read-only: nothing is changed', async () => {
    const kept = JSON.stringify(contents);
    await writeFile(file, kept);
    await chmod(folder, 0o555);
    await asOrdinaryUser(async () => {
      assert.deepEqual(await accounts.list(), contents.accounts);
      for (const request of requests.slice(2)) await refuses(request, /nothing was changed/);
    });
    await chmod(folder, 0o755);
    assert.equal(await readFile(file, 'utf8'), kept);
    assert.equal((await accounts.deposit(1, 1)).balance, 101);
  });

  it('because there is no more room: nothing is changed, and nothing is left half written', async () => {
    // Files of at most 2 MiB are all that this shell lets its child write.
    const limit = 2 ** 21;
    const nearly = { ...contents.accounts[0], owner: 'x'.repeat(limit - 400) };
    await writeFile(file, JSON.stringify({ nextId: 2, accounts: [nearly] }));
    // Without a listener, the signal that comes with the error would end the process.
    const script = `
      process.on('SIGXFSZ', () => {});
      const { createAccounts } = await import(${JSON.stringify(import.meta.resolve('../src/accounts.ts'))});
      const accounts = await createAccounts({ screen: async () => {}, dataFolder: ${JSON.stringify(folder)} });
      for (let opened = 0; opened < 50; opened++)
        await accounts.open('bob', 1).catch(({ name, message }) => {
          console.log(JSON.stringify({ opened, name, message }));
          process.exit();
        });`;
    const node = ['--import', 'tsx', '--input-type=module', '-e', script];
    const said = execFileSync('sh', [
      '-c',
      'ulimit -f 4096; exec "$0" "$@"',
      process.execPath,
      ...node,
    ]);
    const { opened, name, message } = JSON.parse(said.toString());
    assert.equal(name, 'DomainError');
    assert.equal(message, 'accounts.json cannot be written (EFBIG), nothing was changed');
    assert.ok(opened > 0);
    assert.deepEqual(await readdir(folder), ['accounts.json']);
    assert.equal((await accounts.list()).length, 1 + opened);
    assert.equal((await accounts.open('bob', 1)).id, 2 + opened);
  });

  it('because no id is left: nothing is changed', async () => {
    const kept = JSON.stringify({ ...contents, nextId: lastId });
    await writeFile(file, kept);
    await assert.rejects(accounts.open('bob', 1), /no id left/);
    assert.equal(await readFile(file, 'utf8'), kept);
  });
});

describe('a file that holds accounts', () => {
  const anyAccounts: fc.Arbitrary<Account[]> = fc
    .uniqueArray(fc.integer({ min: 1, max: lastId - 2 }), { maxLength: 5 })
    .map((ids) => ids.sort((a, b) => a - b))
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc.record(
            {
              id: fc.constant(id),
              owner: fc.string({ unit: 'binary' }),
              balance: fc.maxSafeNat(),
            },
            { noNullPrototype: true },
          ),
        ),
      ),
    );

  it('is understood, however it is laid out, and none of its ids is given again', async () => {
    const layout = fc.constantFrom('', ' ', '\t', '\r\n');
    const property = fc.asyncProperty(
      anyAccounts,
      fc.integer({ min: 1, max: 9 }),
      layout,
      fc.boolean(),
      async (kept, above, space, mark) => {
        const nextId = Math.min((kept.at(-1)?.id ?? 0) + above, lastId - 1);
        const text = JSON.stringify({ accounts: kept, nextId }, undefined, space);
        await writeFile(file, `${mark ? '\uFEFF' : ''}${text}`);
        assert.deepEqual(await accounts.list(), kept);
        const opened = await accounts.open('bob', 1);
        assert.deepEqual(opened, { id: nextId, owner: 'bob', balance: 1 });
        assert.deepEqual(await accounts.list(), [...kept, opened]);
      },
    );
    await fc.assert(property, { numRuns: 50 });
  });
});

/** Nothing is forbidden to root, so root does `work` as another user. */
async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
