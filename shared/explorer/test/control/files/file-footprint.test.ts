import assert from 'node:assert/strict';
import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  controlFiles,
  type Exploration,
  type ExploreOptions,
  explore,
} from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

controlFiles();
const home = mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => rmSync(home, { recursive: true }));
const folder = join(home, 'folder');
const at = (...names: string[]) => join(folder, ...names);

type Work = () => Promise<unknown>;

/** What clients in instances of their own are told, in all orders that the search runs. */
function search(
  clients: Record<string, Work>,
  prepare: () => void,
  options: ExploreOptions = {},
): Promise<Exploration> {
  const told = (work: Work) => () => work().catch(({ code }: NodeJS.ErrnoException) => code);
  return explore(
    codeScenario({
      share() {
        rmSync(home, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        prepare();
      },
      instances: Object.keys(clients).length,
      clients: Object.fromEntries(
        Object.entries(clients).map(([name, work]) => [name, told(work)]),
      ),
      judge: (_, { results }) => ({ outcome: JSON.stringify(Object.fromEntries(results)) }),
    }),
    options,
  );
}

/** Two things that a client does, one after the other; what the second comes to. */
const both = (one: Work, other: Work) => async () => {
  await one();
  return other();
};
const names = async (path: string) => (await readdir(path)).length;
const nothing = () => {};

/** Each with what lies in the folder at first. */
const cases: Record<string, readonly [Record<string, Work>, () => void]> = {
  'that lists a folder, beside one that makes files in it': [
    {
      A: () => names(folder),
      B: both(
        () => writeFile(at('x'), ''),
        () => writeFile(at('y'), ''),
      ),
    },
    nothing,
  ],
  'that lists a folder, beside one that makes folders in it': [
    {
      A: () => names(folder),
      B: both(
        () => mkdir(at('x')),
        () => mkdir(at('y')),
      ),
    },
    nothing,
  ],
  'that lists a folder, beside one that makes temporary folders in it': [
    {
      A: () => names(folder),
      B: both(
        () => mkdtemp(at('x-')),
        () => mkdtemp(at('y-')),
      ),
    },
    nothing,
  ],
  'that makes a temporary folder, beside one that renames the folder that it lies in': [
    {
      A: () => mkdtemp(at('in', 'x-')).then(() => 'made'),
      B: () => rename(at('in'), at('away')),
    },
    () => mkdirSync(at('in')),
  ],
  'that lists a folder and those in it, beside one that makes files there': [
    {
      A: async () => (await readdir(folder, { recursive: true })).length,
      B: both(
        () => writeFile(at('in', 'x'), ''),
        () => writeFile(at('in', 'y'), ''),
      ),
    },
    () => mkdirSync(at('in')),
  ],
  'that lists a folder, beside one that moves a file into it and out again': [
    {
      A: () => names(folder),
      B: both(
        () => rename(join(home, 'x'), at('x')),
        () => rename(at('x'), join(home, 'x')),
      ),
    },
    () => writeFileSync(join(home, 'x'), ''),
  ],
  'that deletes a folder, beside one that makes a folder in it and deletes that': [
    {
      A: () => rmdir(folder),
      B: both(
        () => mkdir(at('x')),
        () => rmdir(at('x')),
      ),
    },
    nothing,
  ],
  'that deletes a folder with all that is in it, beside one that reads there twice': [
    {
      A: () => rm(folder, { recursive: true }),
      B: async () => [await text(at('x')), await text(at('x'))],
    },
    () => writeFileSync(at('x'), 'x'),
  ],
  'that renames a folder, beside one that writes in it': [
    {
      A: () => rename(folder, join(home, 'other')),
      B: async () => [await append(at('x')), await append(at('y'))],
    },
    nothing,
  ],
  'that asks when a folder has changed, beside one that makes files in it': [
    {
      A: async () => (await stat(folder)).nlink,
      B: both(
        () => mkdir(at('x')),
        () => mkdir(at('y')),
      ),
    },
    nothing,
  ],
  'that reads by a link to a folder, beside one that lets it lead elsewhere and writes there': [
    {
      A: () => text(at('now', 'x')),
      B: async () => {
        await symlink(at('new'), at('next'));
        await rename(at('next'), at('now'));
        await writeFile(at('new', 'x'), 'third');
      },
    },
    () => {
      for (const name of ['old', 'new']) {
        mkdirSync(at(name));
        writeFileSync(at(name, 'x'), name);
      }
      symlinkSync(at('old'), at('now'));
    },
  ],
  'that reads by a link to a file, beside one that writes to the file': [
    {
      A: () => text(at('now')),
      B: both(
        () => append(at('x')),
        () => append(at('x')),
      ),
    },
    () => {
      writeFileSync(at('x'), '');
      symlinkSync(at('x'), at('now'));
    },
  ],
  'that reads a file by its second name, beside one that writes to it by its first': [
    {
      A: () => text(at('y')),
      B: async () => {
        await link(at('x'), at('y'));
        await append(at('x'));
        await append(at('x'));
      },
    },
    () => writeFileSync(at('x'), ''),
  ],
  'that names a file by its address, beside one that names it by its path': [
    {
      A: async () => readFile(pathToFileURL(at('x')), 'utf8'),
      B: both(
        () => append(at('x')),
        () => append(at('x')),
      ),
    },
    () => writeFileSync(at('x'), ''),
  ],
  'that writes to an open file by the call for paths, beside one that reads it': [
    {
      A: () => text(at('x')),
      B: async () => {
        await using file = await open(at('x'), 'a');
        await writeFile(file, 'a');
        await appendFile(file, 'b');
      },
    },
    () => writeFileSync(at('x'), ''),
  ],
  'that writes to a descriptor by the call for paths, beside one that reads the file': [
    {
      A: () => text(at('x')),
      B: async () => {
        const file = await promisify(fs.open)(at('x'), 'a');
        await promisify(fs.appendFile)(file, 'a');
        await promisify(fs.appendFile)(file, 'b');
        await promisify(fs.close)(file);
      },
    },
    () => writeFileSync(at('x'), ''),
  ],
  'that writes to an open file whose folder gets another name, beside one that reads it there': [
    {
      A: async () => {
        await using file = await open(at('x'), 'a');
        await rename(folder, join(home, 'other'));
        await file.write('a');
        await file.write('b');
      },
      B: () => text(join(home, 'other', 'x')),
    },
    () => writeFileSync(at('x'), ''),
  ],
};

async function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => code ?? '');
}

async function append(path: string): Promise<unknown> {
  return appendFile(path, 'a').catch(({ code }: NodeJS.ErrnoException) => code);
}

describe('a call on files is run in all orders that matter:', () => {
  for (const [what, [clients, prepare]] of Object.entries(cases))
    it(`one ${what}`, async () => {
      const reduced = await search(clients, prepare);
      const full = await search(clients, prepare, { reduction: 'none' });
      assert.deepEqual(reduced.outcomes, full.outcomes);
      assert.equal(reduced.possible, full.run);
      assert.ok(full.outcomes.length > 1, full.outcomes.join());
    });
});

describe('calls on files that have nothing to do with each other', () => {
  it('are run in one order, though all of them lie in one folder', async () => {
    const { distinct } = await search(
      {
        A: async () => {
          await writeFile(at('x.tmp'), 'x');
          await rename(at('x.tmp'), at('x'));
          await using here = await open(folder, 'r');
          await here.sync();
        },
        B: async () => [await append(at('y')), await text(at('y'))],
      },
      nothing,
    );
    assert.equal(distinct, 1);
  });
});
