import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, type Variant } from '@workbook/course';
import { variantOf, withoutProtection } from '../src/judging/changed-step.ts';

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

  it('is a copy of the whole step, and gone when it is disposed', async () => {
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

const variant: Variant = {
  id: 'one-id',
  title: 'every account has the same id',
  replacements: [{ file: 'accounts.ts', find: 'id: this.#nextId++,', replace: 'id: 1,' }],
  claims: { 'two-openings': 'possible' },
};

describe('a variant', async () => {
  const [step] = (await loadCourse()) as [CourseStep];

  it('is a copy of the whole step with its replacements made, and gone when it is disposed', async () => {
    let file: string;
    {
      await using changed = await variantOf(step, variant);
      file = changed.file;
      const expected = (await readFile(step.file, 'utf8')).replace('id: this.#nextId++,', 'id: 1,');
      assert.equal(await readFile(file, 'utf8'), expected);
      assert.ok(existsSync(join(file, '../main.ts')));
    }
    assert.ok(!existsSync(join(file, '..')));
  });

  it('is not made when it does not fit the step any more, and says so', async () => {
    const replacements = [{ file: 'accounts.ts', find: 'nowhere\nat all', replace: '' }];
    await assert.rejects(variantOf(step, { ...variant, replacements }), {
      name: 'TypeError',
      message:
        'variant "one-id" does not fit accounts.ts any more: its text stands there 0 times, not once: nowhere',
    });
  });
});
