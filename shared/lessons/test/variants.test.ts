import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findExcerpt } from '@workbook/lessons';
import { loadCourse } from '@workbook/race-test';

/** The functions beside the class: how to connect, what to answer when the database fails. */
function functionsIn(source: string): string[] {
  const declarations = source.matchAll(/^(?:export )?(?:async )?function (\w+)/gm);
  return [...declarations].map(([, name = '']) => name);
}

/** A variant is about a method or two: what the step learns elsewhere, it has to learn as well. */
for (const { number, folder, file } of await loadCourse()) {
  const variants = join(folder, 'test/variants');
  if (!existsSync(variants)) continue;
  describe(`the variants of step ${number}`, async () => {
    const step = await readFile(file, 'utf8');
    for (const name of await readdir(variants)) {
      it(`${name} has the functions of the step as they are`, async () => {
        const variant = await readFile(join(variants, name), 'utf8');
        for (const one of functionsIn(step))
          assert.equal(findExcerpt(variant, one), findExcerpt(step, one), one);
      });
    }
  });
}
