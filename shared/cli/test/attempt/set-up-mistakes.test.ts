import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { CourseStep } from '@workbook/course';
import { type Change, watchChanges } from '../support/changes.mjs';
import { makeOwnAttempt } from '../support/own-attempt.ts';
import { makeOwnHome, otherDisk, quietly } from '../support/own-home.ts';
import { type Tree, treeOf } from '../support/tree.ts';

const home = await makeOwnHome();
const { disk, skip } = otherDisk();
const { loadCourse, projectFolder } = await import('@workbook/course');
const { runCommand } = await import('../../src/program/program.ts');
const { repairHome } = await import('../../src/attempt/repair.ts');
const { rememberVerdict } = await import('../../src/attempt/progress.ts');
const course = await loadCourse();

const program = join(projectFolder, 'node_modules/.bin/workbook');

async function begin(elsewhere?: string): Promise<Tree> {
  home.empty(elsewhere);
  mkdirSync(home.attempt, { recursive: true });
  await makeOwnAttempt(home.attempt);
  return treeOf(home.attempt);
}

/** Runs a command that is refused: with one sentence that says what is wrong, and what to do. */
async function refusal(...args: string[]): Promise<string> {
  let code = 0;
  const said = await quietly(async () => {
    code = await runCommand(['node', 'workbook', ...args]);
  });
  assert.equal(code, 2, said);
  checkSentence(said);
  return said;
}

function checkSentence(said: string): void {
  assert.match(said, /^workbook: \P{Cc}+: \P{Cc}+\n$/u);
  assert.doesNotMatch(said, /defect of the workbook|\bE[A-Z]{3,}\b|node:|\.ts:\d/);
}

describe('a file where a folder belongs', () => {
  const places = ['.workbook', '.workbook/saved', '.workbook/saved/01', 'steps', 'steps/01'];
  for (const place of [...places, 'steps/01/attempt'])
    it(`is named, and left alone: ${place}`, async () => {
      const mine = await begin();
      const path = join(home.folder, place);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, 'in the way');
      const said = await refusal('reset', '01');
      assert.match(said, new RegExp(`${place}(:| is) a file is where|${place} is a file where`));
      if (!place.startsWith('steps')) assert.deepEqual(treeOf(home.attempt), mine);
      assert.match(treeOf(path)['.'] ?? '', /^file/);
    });
});

describe('a folder where a file belongs', () => {
  for (const name of ['progress.json', 'attempts.lock', 'records.lock'])
    it(`is named, and left alone: ${name}`, async () => {
      await begin();
      mkdirSync(join(home.folder, '.workbook', name, 'mine'), { recursive: true });
      const said = await refusal('reset');
      assert.match(said, new RegExp(`${name}: a folder is where a file belongs: move it away`));
      assert.deepEqual(readdirSync(join(home.folder, '.workbook', name)), ['mine']);
    });
});

describe('a disk that takes no more', () => {
  it('changes nothing, and is named', async () => {
    const mine = await begin();
    writeFileSync(join(home.attempt, 'large.txt'), 'x'.repeat(4000));
    const large = treeOf(home.attempt);
    await quietly(() => runCommand(['node', 'workbook', 'reset', '01']));
    const [saved = ''] = readdirSync(home.saved);
    await makeOwn();
    // A limit of one block on each file stops the copy as a full disk does, and needs no rights.
    const line = `ulimit -f 1; exec "$0" "$1" saved --restore 01/${saved}`;
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
    const failed = await promisify(execFile)('sh', ['-c', line, process.execPath, program], {
      env,
    }).then(
      () => assert.fail('it was not refused'),
      (error: { code: number; stderr: string }) => error,
    );
    assert.equal(failed.code, 2);
    checkSentence(failed.stderr);
    assert.match(failed.stderr, /large\.txt: a file there may not become that large/);
    assert.deepEqual(treeOf(home.attempt), mine);
    assert.deepEqual(home.savedFolders().map(treeOf), [large]);
    assert.deepEqual(home.leftovers(), []);
  });

  const codes = ['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT'];
  it(`loses nothing at any change: ${codes.join(', ')}`, async () => {
    for (const code of codes) assert.ok((await failAtEveryChange(code)) >= 9);
  });

  it('loses nothing where saved attempts are on another disk', { skip }, async () => {
    assert.ok((await failAtEveryChange('ENOSPC', disk)) >= 14);
  });
});

it('a disk that takes no more keeps no verdict back, but for one that has to be remembered', async () => {
  await begin();
  const [step] = course as [CourseStep];
  const end = watchChanges(home.folder, ({ moment }: Change) => {
    if (moment === 'before') throw Object.assign(new Error('ENOSPC: full'), { code: 'ENOSPC' });
  });
  try {
    rememberVerdict(course, step, { version: 'a version', verdict: 'red', failing: 'lost-update' });
    assert.throws(() => rememberVerdict(course, step, { version: 'a version', verdict: 'green' }));
  } finally {
    end();
  }
});

async function makeOwn(): Promise<void> {
  rmSync(home.attempt, { recursive: true, force: true });
  mkdirSync(home.attempt);
  await makeOwnAttempt(home.attempt);
}

/** Lets each change of a reset fail once, and returns how many there are. */
async function failAtEveryChange(code: string, elsewhere?: string): Promise<number> {
  for (let at = 1; ; at += 1) {
    const mine = await begin(elsewhere);
    let count = 0;
    let where = '';
    const end = watchChanges(home.folder, ({ name, args, moment }: Change) => {
      if (moment === 'before') count += 1;
      if (moment === 'after' || count !== at) return;
      where = `${code} at ${name} ${args.filter((one) => typeof one === 'string').join(' → ')}`;
      const [path, dest] = args;
      throw Object.assign(new Error(`${code}: it fails`), { code, path, dest });
    });
    let exitCode = 0;
    const said = await quietly(async () => {
      exitCode = await runCommand(['node', 'workbook', 'reset', '01']);
    }).finally(end);
    if (where === '') return at - 1;
    // What is only to be cleaned up may be left for later, once the reset is done.
    if (exitCode !== 0) checkSentence(said.replace(/^workbook: what was.*\n/gm, ''));
    await quietly(repairHome);
    const kept = [home.attempt, ...(exists(home.saved) ? home.savedFolders() : [])].map(treeOf);
    assert.ok(
      kept.some((tree) => JSON.stringify(tree) === JSON.stringify(mine)),
      `${where}: lost, after: ${said}`,
    );
    assert.ok('accounts.ts' in (kept[0] ?? {}), `${where}: there is no attempt`);
    if (exists(home.saved)) assert.deepEqual(home.leftovers(), [], where);
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
