import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeOwnHome } from '../support/own-home.ts';

const { folder } = await makeOwnHome();
const { loadCourse } = await import('@workbook/course');
const { absenceLine, absenceOf, vanishedText } = await import('../../src/desk/absence.ts');
const [step] = await loadCourse();
assert.ok(step);

describe('an attempt that is not there', () => {
  it('was never begun', async () => {
    const absence = await absenceOf(step, false);
    assert.equal(absenceLine(absence), '… not begun yet');
    assert.equal(vanishedText(absence, 'steps/01/attempt'), '');
  });

  it('has vanished, and copies of this step that are saved are pointed to', async () => {
    mkdirSync(join(folder, '.workbook/saved/02/2026-11-20T21-30-05'), { recursive: true });
    const alone = await absenceOf(step, true);
    assert.equal(absenceLine(alone), '! Your attempt has vanished.');
    assert.equal(
      vanishedText(alone, 'steps/01/attempt'),
      'steps/01/attempt/ was there, and has vanished.',
    );
    mkdirSync(join(folder, '.workbook/saved/01/2026-11-20T21-30-05'), { recursive: true });
    assert.equal(
      vanishedText(await absenceOf(step, true), 'steps/01/attempt'),
      'steps/01/attempt/ was there, and has vanished. npx workbook saved lists what was saved of it.',
    );
  });
});
