import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingScripts } from '../src/mentions/scripts.ts';

describe('missingScripts(text, scripts)', () => {
  const scripts = new Map([
    ['', new Set(['test', 'check:load'])],
    ['@workbook/cli', new Set(['bench:loop'])],
    ['step-01', new Set(['start'])],
  ]);
  const messages = (text: string) => missingScripts(text, scripts).map(({ message }) => message);

  it('accepts scripts that are there, in the project and in its packages', () => {
    const text =
      '`npm run check:load -- 03`, `check:load`, npm test, `npm start -w step-NN`\n`npm run bench:loop -w @workbook/cli`\nnpm run test -w @workbook/NAME';
    assert.deepEqual(messages(text), []);
  });

  it('names a script that is not there, with its line', () => {
    assert.deepEqual(missingScripts('One.\nSee `npm run hail -- --seed 2`.', scripts), [
      { line: 2, message: '"npm run hail -- --seed 2": the project has no script hail' },
    ]);
    assert.deepEqual(messages('`npm run check:load`, `check:gone`'), [
      '"check:gone": the project has no script check:gone',
    ]);
    assert.deepEqual(messages('npm run check:load -w @workbook/cli'), [
      '"npm run check:load -w @workbook/cli": @workbook/cli has no script check:load',
    ]);
    assert.deepEqual(messages('npm test -w @workbook/gone # all'), [
      '"npm test -w @workbook/gone": there is no package @workbook/gone',
    ]);
  });
});
