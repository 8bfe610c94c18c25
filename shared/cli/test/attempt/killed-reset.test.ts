import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { makeOwnAttempt } from '../support/own-attempt.ts';
import { makeOwnHome, otherDisk, quietly } from '../support/own-home.ts';
import { type Tree, treeOf } from '../support/tree.ts';

const home = await makeOwnHome();
const disk = otherDisk();
after(() => {
  home[Symbol.dispose]();
  if (disk) rmSync(disk, { recursive: true, force: true });
});
const { resetCommand } = await import('../../src/commands/reset.ts');
const { workbook } = await import('../support/command.ts');
const { repairHome } = await import('../../src/attempt/repair.ts');

const killer = join(import.meta.dirname, '../support/changes.mjs');

/** The attempt of a learner, and that with which the step begins. */
async function wholeAttempts(): Promise<{ readonly mine: Tree; readonly begun: Tree }> {
  home.empty();
  await quietly(() => resetCommand('01'));
  const begun = treeOf(home.attempt);
  await makeOwn();
  return { mine: treeOf(home.attempt), begun };
}

async function makeOwn(): Promise<void> {
  rmSync(home.attempt, { recursive: true, force: true });
  await mkdir(home.attempt, { recursive: true });
  await makeOwnAttempt(home.attempt);
}

/**
 * Kills a reset at every one of its changes, and looks at what the next command finds. Returns how
 * many changes there are.
 */
async function killAtEveryChange(elsewhere?: string): Promise<number> {
  const { mine, begun } = await wholeAttempts();
  for (let change = 1; ; change += 1) {
    home.empty(elsewhere);
    await makeOwn();
    const env = {
      WORKBOOK_HOME: home.folder,
      KILL_AT: String(change),
      NODE_OPTIONS: `--import=${killer}`,
    };
    const { code, stderr } = await workbook(['reset', '01'], { env });
    assert.ok(code === 0 || code === null, stderr);
    await quietly(repairHome);
    const at = `killed at change ${change}`;
    const now = JSON.stringify(treeOf(home.attempt));
    assert.ok([mine, begun].map((one) => JSON.stringify(one)).includes(now), `${at}: torn`);
    // Another reset saves what is there: then all that is the learner's is saved.
    await quietly(() => resetCommand('01'));
    const saved = home.savedFolders().map(treeOf);
    for (const tree of saved)
      assert.deepEqual(tree, 'notes.md' in tree ? mine : begun, `${at}: saved, but not whole`);
    assert.ok(
      saved.some((tree) => 'notes.md' in tree),
      `${at}: what was there is lost`,
    );
    assert.deepEqual(home.leftovers(), [], `${at}: something is left behind`);
    if (code === 0) return change - 1;
  }
}

it('a reset that is killed at any of its changes leaves a whole attempt, and loses nothing', async () => {
  assert.ok((await killAtEveryChange()) >= 10);
});

it('a reset that saves to another disk may be killed at any of its changes too', async (t) => {
  if (!disk) return t.skip('this machine has one file system only');
  assert.ok((await killAtEveryChange(disk)) >= 15);
});

it('what an earlier workbook left behind is brought back, or saved', async () => {
  const { mine, begun } = await wholeAttempts();
  await rename(home.attempt, `${home.attempt}.old`);
  await quietly(repairHome);
  assert.deepEqual(treeOf(home.attempt), mine);

  await rename(home.attempt, `${home.attempt}.old`);
  await quietly(() => resetCommand('01'));
  assert.deepEqual(home.savedFolders().map(treeOf), [mine]);

  await rename(home.savedFolders()[0] ?? '', `${home.attempt}.old`);
  for (const path of [`${home.attempt}.new`, join(home.saved, '.unfinished')]) {
    await mkdir(path);
    writeFileSync(join(path, 'accounts.ts'), '// half of it\n');
  }
  const told = await quietly(repairHome);
  const saved = home.savedFolders();
  assert.equal(saved.length, 3);
  assert.deepEqual(saved.filter((path) => !path.endsWith('-unfinished')).map(treeOf), [mine]);
  assert.equal(told.match(/was left behind, and is saved as 01\/\S+\n/g)?.length, 3);
  assert.deepEqual(treeOf(home.attempt), begun);
  assert.deepEqual(home.leftovers(), []);
});
