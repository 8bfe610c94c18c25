import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { inProcess } from '../support/in-process.ts';

const before = { ...process.env };
const variables = ['WORKBOOK_JUDGES', 'WORKBOOK_SILENCE_MS', 'WORKBOOK_SERVICES', 'WORKBOOK_CACHE'];
afterEach(() => {
  for (const name of variables)
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
});

const nonsense: Readonly<Record<string, readonly string[]>> = {
  WORKBOOK_JUDGES: ['0', '-1', 'two', '1.5', '100000', '1e400'],
  WORKBOOK_SILENCE_MS: ['1', '0', '-1', 'soon', '2e3', '99999999999999999999'],
  WORKBOOK_SERVICES: ['none', 'null', '{"postgres":1}', '{"postgres":"mine"}', '{"redis":""}x'],
  WORKBOOK_CACHE: ['/dev/null', '/dev/null/cache'],
};

describe('a variable of the workbook that makes no sense', () => {
  for (const [name, values] of Object.entries(nonsense))
    for (const value of values)
      it(`is one sentence that names it: ${name}=${value}`, async () => {
        process.env[name] = value;
        const args = ['check', '03', 'steps/03/src/accounts.ts', '--race', 'two-openings'];
        const { code, stdout, stderr } = await inProcess(...args);
        assert.match(stderr, new RegExp(`^workbook: .*${name}[^\n]*unset it\n$`));
        assert.doesNotMatch(stderr, /defect/);
        assert.deepEqual([code, stdout], [2, '']);
      });
});
