import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileProblem } from '../../src/usage/file-problem.ts';
import { problemOf } from '../../src/usage/problems.ts';

const cache = mkdtempSync(join(tmpdir(), 'workbook-cache-of-a-test-'));
const before = process.env.WORKBOOK_CACHE;
after(() => {
  rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env.WORKBOOK_CACHE;
  else process.env.WORKBOOK_CACHE = before;
});

it('a file in the way of what the workbook keeps for itself is no defect', async () => {
  process.env.WORKBOOK_CACHE = cache;
  const file = join(cache, 'postgres-18');
  writeFileSync(file, 'in the way');
  const error: unknown = await readFile(join(file, 'password')).catch((thrown: unknown) => thrown);
  const { kind, message } = problemOf(error);
  assert.match(message, /postgres-18: a file is where a folder belongs: move it away$/);
  assert.equal(kind, 'usage');
});

it('one in the way of anything else may be a defect', () => {
  const error = Object.assign(new Error('ENOTDIR: x'), { code: 'ENOTDIR', path: '/dev/null/x' });
  assert.equal(problemOf(error).kind, 'defect');
});

it('what is wrong and what helps are told apart, whatever the folder is called', () => {
  const path = join(tmpdir(), 'mine: not: yours');
  const error = Object.assign(new Error('EACCES: x'), { code: 'EACCES', path });
  assert.deepEqual(fileProblem(error), {
    finding: `${path}: you have no permission`,
    fix: 'change the permissions, or set WORKBOOK_HOME to a folder that you may write to',
  });
});
