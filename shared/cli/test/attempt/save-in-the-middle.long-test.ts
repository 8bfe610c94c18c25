import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { type Change, watchChanges } from '../support/changes.mjs';
import { makeOwnAttempt } from '../support/own-attempt.ts';
import { makeOwnHome, otherDisk, quietly } from '../support/own-home.ts';
import { textsIn } from '../support/tree.ts';

const home = await makeOwnHome();
const { disk, skip } = otherDisk();
const { resetCommand } = await import('../../src/commands/reset.ts');
const { savedAttempts } = await import('../../src/attempt/saved.ts');

/** What saves, at the moment of the number that it is given, and the text that must not be lost. */
type Editor = (attempt: string) => string;

/** Makes the folder anew, as editors do, when it is gone. */
const byPath: Editor = (attempt) => {
  const text = '// saved by its path\n';
  mkdirSync(attempt, { recursive: true });
  writeFileSync(join(attempt, 'late.ts'), text);
  return text;
};

/** Has the file open from before. */
function byHandle(handle: number): Editor {
  return () => {
    writeSync(handle, '// saved by a handle\n', 0);
    return '// saved by a handle\n';
  };
}

/** Resets while the editor saves at one moment, and returns whether there was such a moment. */
async function resetWithSaveAt(at: number, editorOf: () => Editor, elsewhere?: string) {
  home.empty(elsewhere);
  mkdirSync(join(home.folder, 'steps/01'), { recursive: true });
  await makeOwnAttempt(home.attempt);
  const before = textsIn(home.attempt);
  const editor = editorOf();
  let moments = 0;
  let where = '';
  let written: string | undefined;
  const end = watchChanges(home.folder, ({ name, args, moment }: Change) => {
    moments += 1;
    if (moments !== at) return;
    where = `${moment} ${name} ${args.join(' → ')}`;
    written = editor(home.attempt);
  });
  try {
    await quietly(() => resetCommand('01'));
  } finally {
    end();
  }
  const found = [...home.savedFolders(), home.attempt].flatMap(textsIn);
  for (const text of [...before, written ?? ''])
    assert.ok(text === '' || found.some((one) => one.includes(text)), `${where}: ${text} is lost`);
  assert.deepEqual(home.leftovers(), [], where);
  return written !== undefined;
}

async function resetWithEverySave(editorOf: () => Editor, elsewhere?: string): Promise<number> {
  let at = 1;
  while (await resetWithSaveAt(at, editorOf, elsewhere)) at += 1;
  return at - 1;
}

it('a save by its path is kept at every moment of a reset', async () => {
  assert.ok((await resetWithEverySave(() => byPath)) >= 8);
});

it('a save into an open file is kept at every moment of a reset', async () => {
  let handle = -1;
  const moments = await resetWithEverySave(() => {
    if (handle !== -1) closeSync(handle);
    handle = openSync(join(home.attempt, 'empty.ts'), 'r+');
    return byHandle(handle);
  });
  closeSync(handle);
  assert.ok(moments >= 8);
});

it('a save is kept where saved attempts are on another disk', { skip }, async () => {
  assert.ok((await resetWithEverySave(() => byPath, disk)) >= 12);
});

it('saved attempts of one second have names of their own, and keep their order', async () => {
  home.empty();
  await cp(join(import.meta.dirname, '../../../../steps/01/start'), home.attempt, {
    recursive: true,
  });
  for (let n = 1; n <= 12; n += 1) {
    writeFileSync(join(home.attempt, 'number.txt'), String(n));
    await quietly(() => resetCommand('01'));
  }
  const all = await savedAttempts();
  const numbers = all.map(({ folder }) => readFileSync(join(folder, 'number.txt'), 'utf8'));
  assert.deepEqual(numbers.map(Number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
