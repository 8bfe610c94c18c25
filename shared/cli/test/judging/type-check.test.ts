import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';

await makeOwnHome();
const { checkTypes } = await import('../../src/judging/type-check.ts');

describe('the types of an attempt', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'workbook-types-'));
  after(() => rmSync(elsewhere, { recursive: true }));

  /** The finished code of a step in a folder that does not lie in the project. */
  function outside(step: string, change: (text: string) => string = (text) => text): string {
    const folder = mkdtempSync(join(elsewhere, `${step}-`));
    cpSync(join(projectFolder, 'steps', step, 'src'), folder, { recursive: true });
    const file = join(folder, 'accounts.ts');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return file;
  }

  it('are checked where they lie outside of the project, with its libraries', async () => {
    await checkTypes(outside('02'));
    await checkTypes(outside('08'));
    const wrong = outside('08', (text) =>
      text.replace('checkAmount(amount);', 'checkAmont(amount);'),
    );
    await assert.rejects(
      checkTypes(wrong),
      /accounts\.ts:\d+ has a type error: Cannot find name 'checkAmont'/,
    );
  });

  it('name what is missing, not only where', async () => {
    const wrong = outside('01', (text) => text.replace('async open(', 'async opn('));
    await assert.rejects(
      checkTypes(wrong),
      /Type 'ListedAccounts' is not assignable to type 'OpenAccounts'\. Property 'open' is missing/,
    );
  });

  it('are not taken to be right where the compiler cannot look', async () => {
    await assert.rejects(
      checkTypes(join(elsewhere, 'nothing.ts')),
      /the types of .*nothing\.ts cannot be checked: File '.*nothing\.ts' not found/,
    );
  });
});
