import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { workbook } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';

interface Mistake {
  readonly find: string;
  readonly replace: string;
  readonly message: RegExp;
}

/** What beginners do to the finished code of step 03, and what they are asked. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'createSchema is not exported': {
    find: 'export async function createSchema',
    replace: 'async function createSchema',
    message: /relation "account" does not exist: does accounts\.ts export createSchema\?$/,
  },
  'needs is left empty': {
    find: "needs = ['postgres'] as const",
    replace: 'needs = [] as const',
    message: /No database specified.*: does accounts\.ts export needs = \['postgres'\]\?$/,
  },
  'the connection is not awaited': {
    find: 'new DatabaseAccounts(await connect(postgres), screen)',
    replace: 'new DatabaseAccounts(connect(postgres) as never, screen)',
    message: /reading 'fork'\).*: is an await missing where the database is connected\?$/,
  },
  'createAccounts returns nothing': {
    find: 'return new DatabaseAccounts(await',
    replace: 'new DatabaseAccounts(await',
    message: /createAccounts\(resources\) returns undefined .*: is a return missing\?$/,
  },
};

/** It begins with an account. */
const race = 'other-accounts-two-instances';

describe('a mistake of a beginner is answered with a question', { concurrency: 2 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook-mistakes-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [name, mistake] of Object.entries(mistakes))
    it(name, async () => {
      const { find, replace, message } = mistake;
      const text = await readFile(join(projectFolder, 'steps/03/src/accounts.ts'), 'utf8');
      const cwd = await mkdtemp(join(folder, 'attempt-'));
      const parts = text.split(find);
      assert.equal(parts.length, 2, `"${find}" is not in step 03 once`);
      await writeFile(join(cwd, 'accounts.ts'), parts.join(replace));
      const { code, stderr } = await workbook(['check', '03', 'accounts.ts', '-r', race], { cwd });
      assert.equal(code, 2, stderr);
      assert.match(stderr.trimEnd(), message);
      assert.doesNotMatch(stderr.trimEnd(), /\n/);
    });
});
