import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const { exports: doors } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly exports: Readonly<Record<string, string>> };

/** A Node of that version, without what came after it. */
const older = { ...process.versions, node: '18.20.8' };
const pretended = `
  Object.defineProperty(process, "versions", { value: ${JSON.stringify(older)} });
  process.getBuiltinModule = undefined;
  Promise.withResolvers = undefined;
`;

describe('under a Node that is too old, the first thing that is said is which one is needed', () => {
  for (const [name, file] of Object.entries(doors).filter(([, path]) => path.startsWith('./src/')))
    it(`in answer to an import of ${name}`, () => {
      const url = new URL(`../../${file}`, import.meta.url).href;
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          ...['--import', `data:text/javascript,${encodeURIComponent(pretended)}`],
          ...['--input-type=module', '--eval', `import ${JSON.stringify(url)}`],
        ],
        { encoding: 'utf8' },
      );
      const [error] = /^\w*Error.*$/m.exec(stderr) ?? [stderr];
      assert.equal(
        error,
        'Error: @workbook/explorer needs Node 22.12 or newer, and this is Node 18.20.8',
      );
      assert.equal(status, 1);
    });
});
