import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';

interface Package {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
}

function packageIn(folder: string): Package {
  return JSON.parse(readFileSync(join(projectFolder, folder, 'package.json'), 'utf8'));
}

/** `bin/load.ts` in `node --enable-source-maps --import tsx bin/load.ts`. */
function fileIn(script: string): string | undefined {
  return / (bin\/\S+\.ts)$/.exec(script)?.[1];
}

const folders = globSync('shared/*/package.json', { cwd: projectFolder }).map(dirname);

/** Every command of a package, by the name that it is called by. */
const commands = folders.flatMap((folder) =>
  Object.entries(packageIn(folder).scripts).flatMap(([name, script]) => {
    const file = fileIn(script);
    return file === undefined ? [] : [{ name, folder, file, package: packageIn(folder).name }];
  }),
);

const threeLines =
  /^import \{ runScript \} from '@workbook\/services';\nimport \{ main \} from '(.+)';\n\nawait runScript\('(.+)', main\);\n$/;

describe('the scripts of the project', () => {
  for (const [name, script] of Object.entries(packageIn('.').scripts)) {
    const [, inner, owner] = /^npm run (\S+) --silent -w (\S+) --$/.exec(script) ?? [];
    if (owner === undefined) continue;
    it(`${name} is the command of that name in ${owner}`, () => {
      assert.equal(inner, name);
      assert.ok(commands.some((one) => one.name === name && one.package === owner));
    });
  }
});

describe('a command', () => {
  for (const { name, folder, file, package: owner } of commands) {
    it(`${name} of ${owner} is three lines, and says in one what it does not know`, async () => {
      const bin = join(projectFolder, folder, file);
      const [, path = '', called] = threeLines.exec(readFileSync(bin, 'utf8')) ?? [];
      assert.equal(called, name === 'start' ? owner.replace('@workbook/', '') : name);
      const { main } = await import(join(dirname(bin), path));
      // `runScript` says this in one line, and ends with 2.
      await assert.rejects(main(['--no-such-option']), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    });

    // Of the explorer's own command, `runScript` says where it is described.
    if (owner === '@workbook/explorer') continue;
    it(`${name} of ${owner} prints its usage, and does nothing else`, async (t) => {
      const log = t.mock.method(console, 'log', () => {});
      const bin = join(projectFolder, folder, file);
      const [, path = ''] = threeLines.exec(readFileSync(bin, 'utf8')) ?? [];
      const { main } = await import(join(dirname(bin), path));
      assert.equal(await main(['--help']), 0);
      const [said] = log.mock.calls.map((call) => String(call.arguments[0]));
      assert.match(said ?? '', /npm (?:run \S|start)/);
      assert.equal(log.mock.callCount(), 1);
    });
  }
});
