import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadProtections, type Protection, replacedIn } from '@workbook/course';

/**
 * Tests, by node:test, that what a step says of its protections fits its code and its claims.
 * `npm run check:mutants` takes each of them out, and runs the races.
 */
export async function testProtections(step: CourseStep): Promise<void> {
  const protections = await loadProtections(step);

  describe(`the protections of step ${step.number}, as they are written`, () => {
    it('has at least four of them, each with an id of its own', () => {
      assert.ok(protections.length >= 4, `there are only ${protections.length}`);
      assert.equal(new Set(protections.map(({ id }) => id)).size, protections.length);
    });
    for (const protection of protections) {
      it(`${protection.id} fits the code, and names races that the step does not have`, () =>
        checkText(step, protection));
    }
  });
}

async function checkText(step: CourseStep, protection: Protection): Promise<void> {
  for (const replacement of protection.replacements) {
    const path = join(dirname(step.file), replacement.file);
    const source = await readFile(path, 'utf8');
    assert.notEqual(replacedIn(source, replacement, `protection "${protection.id}"`), source);
  }
  if ('equivalent' in protection) {
    assert.match(protection.equivalent, /\.$/);
    assert.match(protection.worth, /\.$/);
    return;
  }
  assert.ok(
    protection.races.length > 0,
    'without it, no race comes back: say why it is equivalent',
  );
  assert.match(protection.why, /\.$/);
  for (const race of protection.races)
    assert.match(step.claims[race] ?? '', /^(prevented|not promised)$/, race);
}
