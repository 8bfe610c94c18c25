import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { memoryOfCode } from '../../src/memory/memory-of-code.ts';
import { classes, closures, files, reasonIn } from './attempt.ts';

const watched = { isWatched: true };
const lock = "import AsyncLock from 'async-lock';";

/** Code that keeps nothing in memory but locks, and files outside of it. */
const accepted: Readonly<Record<string, string>> = {
  'a lock of an instance': classes({
    imports: lock,
    inClass: 'readonly #lock = new AsyncLock();',
    inRequest: `
      let tries = 0;
      await this.#lock.acquire(String(id), async () => { tries += 1; await this.find(id); });`,
  }),
  'a lock among closures': closures({
    imports: lock,
    atStart: 'const lock = new AsyncLock();',
    inRequest:
      "await lock.acquire(['a', 'b'], () => found(pool, id)).catch((error) => { throw error; });",
  }),
  'a lock that is made while the file is loaded': closures({
    imports: lock,
    atLoad: 'const lock = new AsyncLock();',
    inRequest: 'await lock.acquire(`${id}`, () => found(pool, id));',
  }),
  'work that is bound to its context': closures({
    imports: `${lock} import { AsyncResource } from 'node:async_hooks';`,
    atStart: 'const lock = new AsyncLock();',
    inRequest:
      "const work = AsyncResource.bind(() => found(pool, id)); await lock.acquire('a', work);",
  }),
  'a file, written whole under a lock': files(),
  'a file that is read and written at once': files({
    imports: "import { existsSync, readFileSync, writeFileSync } from 'node:fs';",
    inRequest: "if (existsSync('a')) writeFileSync('b', readFileSync('a'));",
  }),
  'the name of the new file': files({
    imports: "import { appendFileSync } from 'node:fs';",
    inTransaction:
      "await writeFileAtomic(this.#path, '', { tmpfileCreated: (name) => appendFileSync(name, 'x') });",
  }),
  'a shape with a rule of its own': files({
    atLoad:
      'const Rising = z.array(z.int()).refine((all) => all.every((one, i) => i === 0 || one > (all[i - 1] ?? 0)));',
    inRequest: 'Rising.safeParse([1, 2]);',
  }),
};

/** Code that keeps more, each with the reason. */
const refused: Readonly<Record<string, readonly [source: string, reason: RegExp]>> = {
  'a count beside the lock': [
    files({ inClass: 'count = 0;', inTransaction: 'this.count += 1;' }),
    /assigned outside of the constructor/,
  ],
  'a lock that is asked whether it is held': [
    files({ inRequest: 'if (this.#lock.isBusy()) throw new UnknownAccount(id);' }),
    /the call of isBusy on a lock/,
  ],
  'a lock with a time limit': [
    files({ atLoad: 'const other = new AsyncLock({ timeout: 100 });' }),
    /a lock with options/,
  ],
  'a time limit of one request': [
    files({ inRequest: "await this.#lock.acquire('a', async () => {}, { timeout: 100 });" }),
    /with options/,
  ],
  'work that calls back': [
    files({ inRequest: "await this.#lock.acquire('a', (done) => { done(); });" }),
    /no function without parameters/,
  ],
  'a lock that is handed on': [
    files({ inRequest: 'const all = [this.#lock];' }),
    /a lock that is put into an array/,
  ],
  'a lock of one request': [files({ inRequest: 'const own = new AsyncLock();' }), /of one request/],
  'a connection that is held while a lock is asked for': [
    closures({
      imports: lock,
      atStart: 'const lock = new AsyncLock();',
      inTransaction: "await lock.acquire('a', async () => {});",
    }),
    /while one is held/,
  ],
  'a statement under a lock that is not waited for': [
    closures({
      imports: lock,
      atStart: 'const lock = new AsyncLock();',
      inRequest: "lock.acquire('a', () => found(pool, id));",
    }),
    /not waited for/,
  ],
  'a write outside of the lock': [
    files({ inRequest: "await writeFileAtomic(this.#path, 'x');" }),
    /not made while the one lock is held/,
  ],
  'a write under another key': [
    files({
      inRequest: "await this.#lock.acquire('other', () => writeFileAtomic(this.#path, 'x'));",
    }),
    /not made while the one lock is held/,
  ],
  'a write under a key that is made at run time': [
    files({ inRequest: 'await this.#lock.acquire(id, () => writeFileAtomic(this.#path, id));' }),
    /not made while the one lock is held/,
  ],
  'a write that goes on when the lock is given back': [
    files({ inTransaction: "void writeFileAtomic(this.#path, 'x');" }),
    /not waited for/,
  ],
  'two locks': [
    files({ inClass: 'readonly #other = new AsyncLock();' }),
    /not made while the one lock is held/,
  ],
  'two instances of a class with a lock': [
    files({ atStart: "const other = new Accounts('elsewhere');" }),
    /not made while the one lock is held/,
  ],
  'a shape with a value that all share': [
    files({ atLoad: 'const Some = z.array(z.int()).default([1]);' }),
    /the call of default of zod/,
  ],
  'an open file that stays open': [
    files({
      imports: "import { open } from 'node:fs/promises';",
      atStart: "const log = await open('log', 'a');",
    }),
    /lives as long as the instance/,
  ],
  'what was read when the instance began': [
    files({ atStart: "const begun = await readFile('a');" }),
    /lives as long as the instance/,
  ],
  'a storage of the call chain': [
    files({ imports: "import { AsyncLocalStorage } from 'node:async_hooks';" }),
    /an import of AsyncLocalStorage/,
  ],
  'another library for files': [
    files({ imports: "import 'fs-extra';" }),
    /an import from fs-extra/,
  ],
};

describe('an attempt that keeps nothing but locks that are watched', () => {
  for (const [name, source] of Object.entries(accepted)) {
    it(`may have ${name}`, async () =>
      assert.equal(await reasonIn(source, {}, watched), undefined));
    it(`is not taken for one that keeps nothing: ${name}`, async () =>
      assert.match((await reasonIn(source)) ?? '', /an import from/));
  }
  for (const [name, [source, reason]] of Object.entries(refused))
    it(`may not have ${name}`, async () =>
      assert.match((await reasonIn(source, {}, watched)) ?? '', reason));
});

describe('what code keeps in memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'accounts.ts');
  const memoryOf = (source: string, library = '') => {
    writeFileSync(file, source);
    writeFileSync(join(folder, 'library.ts'), library);
    return memoryOfCode(file);
  };

  it('is known of each text, whichever file it stands in', async () => {
    assert.deepEqual(await memoryOf(files()), { memoryIsWatched: true });
    assert.deepEqual(await memoryOf(classes()), { stateless: true });
    const importing = files({
      imports: "import { count } from './library.ts';",
      inRequest: 'count();',
    });
    const counting = 'let n = 0; export const count = () => { n += 1; };';
    assert.deepEqual(await memoryOf(importing, 'export const count = () => 1;'), {
      memoryIsWatched: true,
    });
    assert.deepEqual(await memoryOf(importing, counting), { memoryIsWatched: false });
  });

  it('is unknown of locks of another library than the one that is watched', async () => {
    const own = join(folder, 'node_modules', 'async-lock');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'index.js'), '');
    assert.deepEqual(await memoryOf(`${files()}\n`), {});
    rmSync(join(folder, 'node_modules'), { recursive: true });
  });

  it('is what the course says of its finished code', async () => {
    for (const { number, file: finished, stateless, memoryIsWatched } of await loadCourse()) {
      const found = await memoryOfCode(finished);
      assert.deepEqual(
        { stateless: false, memoryIsWatched: false, ...found },
        { stateless, memoryIsWatched },
        `step ${number}`,
      );
    }
  });
});
