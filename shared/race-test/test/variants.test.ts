import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type CourseStep,
  loadCourse,
  loadVariants,
  type Variant,
  variantOf,
} from '../src/index.ts';

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

describe('loadVariants(step)', async () => {
  const [step] = (await loadCourse()) as [CourseStep];
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook-variants-'));
    await mkdir(join(folder, 'test'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has nothing where a step has no variants', async () => {
    assert.deepEqual(await loadVariants({ ...step, folder }), { variants: [], claimsWithout: {} });
  });

  it('has what the step says, without what it leaves out', async () => {
    const text = `export const variants = ${JSON.stringify([variant])};\n`;
    await writeFile(join(folder, 'test/variants.ts'), text);
    const said = await loadVariants({ ...step, folder });
    assert.deepEqual(said, { variants: [variant], claimsWithout: {} });
  });
});
