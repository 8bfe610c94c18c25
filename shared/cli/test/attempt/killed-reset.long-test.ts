import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { killWithin } from '../support/changes.mjs';
import { workbook } from '../support/command.ts';
import { makeOwnAttempt } from '../support/own-attempt.ts';
import { makeOwnHome, otherDisk, quietly } from '../support/own-home.ts';
import { type Tree, treeOf } from '../support/tree.ts';

const home = await makeOwnHome();
const { disk, skip } = otherDisk();
const { resetCommand } = await import('../../src/commands/reset.ts');
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

/** Ends a reset at the change of that number; false when it is done before. */
type Kill = (change: number) => Promise<boolean>;

const inThisProcess: Kill = async (change) => {
  const kill = killWithin(home.folder, change);
  await quietly(() => resetCommand('01').catch(() => {})).finally(kill.end);
  return kill.killed();
};

const bySignal: Kill = async (change) => {
  const env = {
    WORKBOOK_HOME: home.folder,
    KILL_AT: String(change),
    NODE_OPTIONS: `--import=${killer}`,
  };
  const { code, stderr } = await workbook(['reset', '01'], { env });
  assert.ok(code === 0 || code === null, stderr);
  return code === null;
};

/** Kills a reset at one change, and looks at what the next command finds. Returns what the kill left. */
async function killedAt(
  change: number,
  kill: Kill,
  { mine, begun }: Awaited<ReturnType<typeof wholeAttempts>>,
  elsewhere?: string,
): Promise<readonly string[] | undefined> {
  home.empty(elsewhere);
  await makeOwn();
  if (!(await kill(change))) return undefined;
  const left = everything();
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
  return left;
}

/** All that is in the learner's folder, without what is different in each run. */
function everything(): string[] {
  const numbers = /[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d/g;
  return Object.entries(treeOf(home.folder))
    .map(([path, node]) => `${path.replace(numbers, 'N')}: ${node}`)
    .sort();
}

/** Returns how many changes there are. */
async function killAtEveryChange(elsewhere?: string): Promise<number> {
  const attempts = await wholeAttempts();
  let change = 1;
  while (await killedAt(change, inThisProcess, attempts, elsewhere)) change += 1;
  return change - 1;
}

it('a reset that is killed at any of its changes leaves a whole attempt, and loses nothing', async () => {
  assert.ok((await killAtEveryChange()) >= 10);
});

it('a reset that saves to another disk may be killed at any of its changes too', {
  skip,
}, async () => {
  assert.ok((await killAtEveryChange(disk)) >= 15);
});

it('a kill of the process leaves what a kill at the same change leaves here', async () => {
  const attempts = await wholeAttempts();
  // Half of a copy; between the two renames; half of a record.
  for (const change of [4, 8, 10]) {
    const left = await killedAt(change, bySignal, attempts);
    assert.ok(left, `there is no change ${change}`);
    assert.deepEqual(left, await killedAt(change, inThisProcess, attempts));
  }
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
