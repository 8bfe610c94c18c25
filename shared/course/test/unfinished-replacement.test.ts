import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';

// Where attempts are is decided when the course is loaded, so that it is loaded later.
const home = mkdtempSync(join(tmpdir(), 'workbook-unfinished-'));
process.env.WORKBOOK_HOME = home;
const { besideAttempt, loadCourse } = await import('../src/index.ts');

const step = join(home, 'steps/01');
const attempt = join(step, 'attempt');
const number = '0123456789ab';
after(() => rmSync(home, { recursive: true }));
beforeEach(() => rmSync(step, { recursive: true, force: true }));

function make(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(step, name), { recursive: true });
    writeFileSync(join(step, name, 'accounts.ts'), `// ${name}\n`);
  }
}

describe('loadCourse', () => {
  for (const left of ['attempt.old', `attempt.old-${number}`, `attempt.ready-${number}`])
    it(`finds an attempt whose replacement was killed: ${left}`, async () => {
      make(left);
      const [first] = await loadCourse();
      assert.equal(first?.attempt, join(attempt, 'accounts.ts'));
      assert.deepEqual(readdirSync(step), ['attempt']);
    });

  it('takes neither half of a copy nor what is being removed for an attempt', async () => {
    make(`attempt.new-${number}`, `attempt.gone-${number}`, 'attempt.olden', 'attempt.ready-soon');
    await loadCourse();
    assert.ok(!existsSync(attempt));
  });

  it('leaves an attempt alone', async () => {
    make('attempt', `attempt.old-${number}`);
    await loadCourse();
    assert.deepEqual(readdirSync(step), ['attempt', `attempt.old-${number}`]);
    assert.deepEqual(besideAttempt(attempt, 'old'), [join(step, `attempt.old-${number}`)]);
  });
});
