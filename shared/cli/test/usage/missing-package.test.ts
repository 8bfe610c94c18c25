import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import { problemOf } from '../../src/usage/problems.ts';

const require = createRequire(import.meta.url);

it('a package that npm left out is named, with what brings it', () => {
  for (const path of ['@workbook/left-out/package.json', 'left-out-by-npm', 'left-out/lib/x.js'])
    assert.throws(
      () => require(path),
      (error) => {
        const { kind, message, exitCode } = problemOf(error);
        assert.match(
          message,
          /^the package (@workbook\/)?left-out(-by-npm)? is not installed: run npm ci --include=optional$/,
        );
        assert.deepEqual([kind, exitCode], ['usage', 2]);
        return true;
      },
    );
});

it('one that a module imports, too', async () => {
  const error: unknown = await import('left-out-by-npm' as string).catch(
    (thrown: unknown) => thrown,
  );
  assert.match(problemOf(error).message, /^the package left-out-by-npm is not installed/);
});

it('a file of the workbook that is missing is a defect', () => {
  assert.throws(
    () => require('./is-not-there.ts'),
    (error) => {
      assert.equal(problemOf(error).kind, 'defect');
      return true;
    },
  );
});
