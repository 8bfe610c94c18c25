import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadCourse } from '../src/course.ts';
import type { CourseStep } from '../src/course-step.ts';
import { loadVariants, type Variant } from '../src/variants.ts';

const variant: Variant = {
  id: 'one-id',
  title: 'every account has the same id',
  replacements: [{ file: 'accounts.ts', find: 'id: this.#nextId++,', replace: 'id: 1,' }],
  claims: { 'two-openings': 'possible' },
};

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
