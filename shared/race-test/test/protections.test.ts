import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, replacedIn, withoutProtection } from '../src/index.ts';

const replacement = { file: 'accounts.ts', find: 'const a = 1;', replace: 'const a = "$&";' };

describe('a replacement', () => {
  it('changes what it finds, and takes its own text as it is', () => {
    assert.equal(replacedIn('{ const a = 1; }', replacement, 'it'), '{ const a = "$&"; }');
  });

  it('is refused where its text is gone, or stands twice', () => {
    for (const source of ['', 'const a = 1; const a = 1;'])
      assert.throws(() => replacedIn(source, replacement, 'protection "lock"'), {
        name: 'TypeError',
        message: /^protection "lock" does not fit accounts\.ts any more: .*: const a = 1;$/,
      });
  });
});

describe('a step without a protection', async () => {
  const [step] = (await loadCourse()) as [CourseStep];
  const find = 'id: this.#nextId++,';
  const protection = {
    id: 'counter',
    title: 'ids are counted',
    replacements: [{ file: 'accounts.ts', find, replace: 'id: 1,' }],
    races: ['two-openings'],
    why: 'Every id is one.',
  };

  it('is a copy of the whole step, and gone when nobody needs it any more', async () => {
    let folder: string;
    {
      await using mutant = await withoutProtection(step, protection);
      folder = dirname(mutant.file);
      assert.match(await readFile(mutant.file, 'utf8'), /id: 1,/);
      assert.ok(existsSync(join(folder, 'main.ts')));
    }
    assert.ok(!existsSync(folder));
    assert.match(await readFile(step.file, 'utf8'), /id: this\.#nextId\+\+,/);
  });

  it('is not made when a replacement does not fit', async () => {
    const replacements = [{ file: 'accounts.ts', find: 'nowhere', replace: '' }];
    await assert.rejects(withoutProtection(step, { ...protection, replacements }), {
      name: 'TypeError',
    });
  });
});
