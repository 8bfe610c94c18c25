import assert from 'node:assert/strict';
import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeOwnAttempt } from '../support/own-attempt.ts';
import { makeOwnHome, otherDisk, quietly } from '../support/own-home.ts';
import { treeOf } from '../support/tree.ts';

const home = await makeOwnHome();
const { disk, skip } = otherDisk();
const { resetCommand } = await import('../../src/commands/reset.ts');
const { savedCommand } = await import('../../src/commands/saved.ts');
const { startCommand } = await import('../../src/commands/start.ts');
const { problemOf } = await import('../../src/usage/problems.ts');

async function begin(elsewhere?: string): Promise<void> {
  home.empty(elsewhere);
  await mkdir(home.attempt, { recursive: true });
  await makeOwnAttempt(home.attempt);
}

async function restoreLast(): Promise<string> {
  const restore = `01/${readdirSync(home.saved).sort()[0]}`;
  return await quietly(() => savedCommand({ restore }));
}

/** What a command says that cannot do its work: one sentence, and nothing of a defect. */
async function refusal(command: () => Promise<unknown>): Promise<string> {
  const error: unknown = await command().then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  const { kind, message, exitCode } = problemOf(error);
  assert.deepEqual([kind, exitCode], ['usage', 2], message);
  return message;
}

describe('workbook saved --restore', () => {
  it('brings back all that was there, whatever its name and kind', async () => {
    await begin();
    const mine = treeOf(home.attempt);
    await quietly(() => resetCommand('01'));
    assert.deepEqual(home.savedFolders().map(treeOf), [mine]);
    await restoreLast();
    assert.deepEqual(treeOf(home.attempt), mine);
    assert.equal(home.savedFolders().length, 2);
  });

  it('does so from another disk', { skip }, async () => {
    await begin(disk);
    const mine = treeOf(home.attempt);
    await quietly(() => resetCommand('01'));
    assert.deepEqual(home.savedFolders().map(treeOf), [mine]);
    await restoreLast();
    assert.deepEqual(treeOf(home.attempt), mine);
    assert.deepEqual(home.leftovers(), []);
  });

  it('brings back what an earlier workbook saved as a link', async () => {
    await begin();
    const mine = treeOf(home.attempt);
    const outside = join(home.folder, 'outside');
    await rename(home.attempt, outside);
    await mkdir(home.saved, { recursive: true });
    await symlink(outside, join(home.saved, '2026-11-20T21-30-05'));
    await restoreLast();
    assert.deepEqual(treeOf(home.attempt), mine);
    assert.deepEqual(treeOf(outside), mine);
  });
});

describe('an attempt that is a symbolic link', () => {
  it('is left alone, with all that it leads to', async () => {
    await begin();
    const outside = join(home.folder, 'outside');
    await rename(home.attempt, outside);
    await symlink(outside, home.attempt);
    const mine = treeOf(outside);
    const message = await refusal(() => resetCommand('01'));
    assert.match(message, /^steps\/01\/attempt is a symbolic link, .*: remove the link/);
    assert.equal(readlinkSync(home.attempt), outside);
    assert.deepEqual(treeOf(outside), mine);
    assert.ok(!existsSync(home.saved));
    assert.match(await quietly(() => startCommand('01')), /is there already and was left alone/);
  });

  it('is left alone where it leads nowhere, or to a file', async () => {
    for (const target of ['/nowhere', join(import.meta.dirname, 'restore.test.ts')]) {
      home.empty();
      await mkdir(join(home.folder, 'steps/01'), { recursive: true });
      await symlink(target, home.attempt);
      for (const command of [resetCommand, startCommand])
        assert.match(await refusal(() => command('01')), /is a symbolic link/);
      assert.equal(readlinkSync(home.attempt), target);
      assert.deepEqual(readdirSync(join(home.folder, 'steps/01')), ['attempt']);
    }
  });
});

describe('a folder without an accounts.ts', () => {
  it('is saved by start, which says so', async () => {
    await begin();
    rmSync(join(home.attempt, 'accounts.ts'));
    const mine = treeOf(home.attempt);
    const said = await quietly(() => startCommand('01'));
    assert.match(said, /What was there is saved: npx workbook saved --restore 01\//);
    assert.deepEqual(home.savedFolders().map(treeOf), [mine]);
  });
});
