import assert from 'node:assert/strict';
import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import fsp from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  controlFiles,
  type Exploration,
  type ExploreOptions,
  explore,
} from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

const home = mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => rmSync(home, { recursive: true }));
controlFiles();
const [from, to] = [join(home, 'from'), join(home, 'to')];

function search(
  clients: Record<string, () => Promise<unknown>>,
  { small, ...options }: ExploreOptions & { readonly small?: () => void } = {},
): Promise<Exploration> {
  return explore(
    codeScenario({
      share() {
        for (const folder of [from, to, join(home, 'away')])
          rmSync(folder, { recursive: true, force: true });
        mkdirSync(join(from, 'below'), { recursive: true });
        writeFileSync(join(from, 'x'), 'old');
        writeFileSync(join(from, 'below/y'), 'old');
        symlinkSync('x', join(from, 'link'));
        small?.();
      },
      instances: 2,
      clients,
      judge: (_, { results }) => ({ outcome: JSON.stringify(Object.fromEntries(results)) }),
    }),
    options,
  );
}

const copied = () => [
  readFileSync(join(to, 'x'), 'utf8'),
  readFileSync(join(to, 'below/y'), 'utf8'),
];

describe('a folder that a client copies', () => {
  for (const [name, cp] of [
    ['of node:fs/promises', fsp.cp],
    ['with a callback', promisify(fs.cp) as typeof fsp.cp],
  ] as const)
    it(`is copied whole: cp ${name}`, async () => {
      const client = async () => {
        await cp(from, to, { recursive: true });
        return [...copied(), readdirSync(to).sort(), readlinkSync(join(to, 'link'))];
      };
      const { outcomes } = await search({ A: client });
      const link = join(from, 'x');
      assert.deepEqual(
        outcomes.map((one) => JSON.parse(one)),
        [{ A: ['old', 'old', ['below', 'link', 'x'], link] }],
      );
    });

  it('may be half the old and half the new one, beside a client that writes there', async () => {
    const { outcomes } = await search({
      A: async () => {
        await fsp.cp(from, to, { recursive: true });
        return copied();
      },
      B: async () => {
        await fsp.appendFile(join(from, 'x'), '+');
        await fsp.appendFile(join(from, 'below/y'), '+');
      },
    });
    const found = outcomes.map((one) => (JSON.parse(one) as { A: string[] }).A.join(' '));
    const possible = ['old old', 'old old+', 'old+ old', 'old+ old+'];
    assert.ok(
      found.every((one) => possible.includes(one)),
      found.join(', '),
    );
    for (const whole of ['old old', 'old+ old+']) assert.ok(found.includes(whole), whole);
    assert.ok(found.length > 2, found.join(', '));
  });

  const copiedNames = async () => {
    await fsp.cp(from, to, { recursive: true });
    return readdirSync(to).length;
  };
  for (const [name, other] of [
    ['makes a file in it', () => fsp.writeFile(join(from, 'new'), '')],
    ['renames it', () => fsp.rename(from, join(home, 'away'))],
  ] as const)
    it(`is copied in all orders that matter, beside a client that ${name}`, async () => {
      const told = (work: () => Promise<unknown>) => () =>
        work().catch(({ code }: NodeJS.ErrnoException) => code);
      const clients = { A: told(copiedNames), B: told(other) };
      const small = () => {
        for (const path of ['x', 'link', 'below']) rmSync(join(from, path), { recursive: true });
      };
      const [some, all] = [
        await search(clients, { small }),
        await search(clients, { small, reduction: 'none' }),
      ];
      assert.deepEqual(some.outcomes.toSorted(), all.outcomes.toSorted());
      assert.ok(some.outcomes.length > 1);
      assert.equal(some.possible, all.run);
      assert.ok(some.run < all.run);
    });

  it('fails as the real one does', async () => {
    const code = (made: Promise<unknown>) =>
      made.catch((error: NodeJS.ErrnoException) => error.code);
    const { outcomes } = await search({
      A: async () => [await code(fsp.cp(from, to)), await code(fsp.cp(join(from, 'none'), to))],
    });
    assert.deepEqual(outcomes, ['{"A":["ERR_FS_EISDIR","ENOENT"]}']);
  });
});

describe('a folder that a client opens', () => {
  const calledBack = promisify(fs.opendir) as typeof fsp.opendir;
  for (const [name, opendir] of [
    ['of node:fs/promises', fsp.opendir],
    ['with a callback', calledBack],
    ['that is synchronous', async (path: string) => fs.opendirSync(path)],
  ] as const)
    it(`shows what it holds at the first read, in all orders that matter: opendir ${name}`, async () => {
      const clients = {
        A: async () => {
          const names: string[] = [];
          for await (const { name } of await opendir(from)) names.push(name);
          return names.sort();
        },
        B: async () => {
          await fsp.writeFile(join(from, 'new'), '');
          await fsp.unlink(join(from, 'x'));
        },
      };
      const [some, all] = [await search(clients), await search(clients, { reduction: 'none' })];
      assert.deepEqual(some.outcomes.toSorted(), all.outcomes.toSorted());
      assert.equal(some.outcomes.length, 3);
      assert.ok(some.run < all.run);
    });

  it('is read on at once, too', async () => {
    const { outcomes } = await search({
      A: async () => {
        using folder = fs.opendirSync(from, { encoding: 'utf8' });
        const [first, second] = [folder.readSync(), await folder.read()];
        const third = folder.readSync();
        const names = [first, second, third].map((entry) => String(entry?.name)).sort();
        return [...names, folder.readSync()];
      },
    });
    assert.deepEqual(outcomes, ['{"A":["below","link","x",null]}']);
  });

  it('is refused where there is none, as the real one is', async () => {
    const code = (made: Promise<unknown>) =>
      made.catch((error: NodeJS.ErrnoException) => error.code);
    const none = join(from, 'none');
    const { outcomes } = await search({
      A: async () => [
        await code(fsp.opendir(none)),
        await code(calledBack(none)),
        await code(calledBack(7 as unknown as string)),
      ],
    });
    assert.deepEqual(outcomes, ['{"A":["ENOENT","ENOENT","ERR_INVALID_ARG_TYPE"]}']);
  });

  it('is read by each form', async () => {
    const { outcomes } = await search({
      A: async () => {
        await using folder = await fsp.opendir(from);
        const first = await folder.read();
        const second = await new Promise<fs.Dirent | null>((resolve, reject) =>
          folder.read((error, entry) => (error ? reject(error) : resolve(entry))),
        );
        let rest = 0;
        while ((await folder.read()) !== null) rest += 1;
        await folder.close();
        const again = await folder.close().catch(({ code }: NodeJS.ErrnoException) => code);
        return [first?.name !== second?.name, rest, again];
      },
    });
    assert.deepEqual(outcomes, ['{"A":[true,1,"ERR_DIR_CLOSED"]}']);
  });
});
