import assert from 'node:assert/strict';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, findRace, loadCourse, type Race } from '@workbook/course';
import { changedStep } from '../src/judging/changed-step.ts';
import { judge } from '../src/judging/judge.ts';

const course = await loadCourse();
const [first, second] = course as [CourseStep, CourseStep];
const race = findRace(course, 'lost-update') as Race;

/** A finished step that does something in each deposit, or when it is loaded. */
async function judged(step: CourseStep, { deposits = '', loads = '', imports = '' }) {
  await using changed = await changedStep(step, {
    name: 'what is shared',
    replacements: [
      {
        file: 'accounts.ts',
        find: '  async deposit(id: number, amount: number): Promise<Account> {\n',
        replace: `  async deposit(id: number, amount: number): Promise<Account> {\n${deposits}\n`,
      },
      {
        file: 'accounts.ts',
        find: 'export async function createAccounts',
        replace: `${loads}\nexport async function createAccounts`,
      },
      {
        file: 'accounts.ts',
        find: "} from '@workbook/domain';\n",
        replace: `} from '@workbook/domain';\n${imports}\n`,
      },
    ],
  });
  return (await judge(race, changed.file, {})).exploration.verdict;
}

const notShared = 'two instances on two machines do not share it';

describe('what instances share in one process only', () => {
  for (const [what, code, path] of [
    ['a global', { deposits: '(globalThis as any).lock = 1;' }, 'globalThis.lock'],
    [
      'a global by another name',
      { deposits: 'const g = globalThis as any; g.lock ??= new Map();' },
      'globalThis.lock',
    ],
    [
      'a global that is there when the file is loaded',
      { loads: '(globalThis as any)[Symbol.for("our lock")] = 1;' },
      'globalThis[Symbol(our lock)]',
    ],
    ['a property of the process', { deposits: '(process as any).lock = 1;' }, 'process.lock'],
    ['the environment', { deposits: "process.env.LOCK_OF_ANN = '1';" }, 'process.env.LOCK_OF_ANN'],
    [
      'a property of a package',
      { imports: "import AsyncLock from 'async-lock';", deposits: '(AsyncLock as any).ours = 1;' },
      'async-lock.ours',
    ],
    [
      'a built-in module',
      { imports: "import fs from 'node:fs';", deposits: '(fs as any).lock = 1;' },
      'node:fs.lock',
    ],
    ['a property of Math', { deposits: '(Math as any).lock = 1;' }, 'Math.lock'],
    [
      'a property of a class that has a global name',
      { deposits: '(URL.prototype as any).lock = 1;' },
      'URL.prototype.lock',
    ],
    ['a property of Buffer', { deposits: '(Buffer as any).lock = 1;' }, 'Buffer.lock'],
    [
      'a property of the output',
      { deposits: '(process.stdout as any).lock = 1;' },
      'process.stdout.lock',
    ],
    [
      'a lock of the Web',
      { deposits: "await (navigator as any).locks.request('ann', () => {});" },
      'navigator.locks',
    ],
    [
      'a channel that is found by its name',
      {
        imports: "import { channel } from 'node:diagnostics_channel';",
        deposits: "(channel('ann') as any).lock = 1;",
      },
      'a channel of node:diagnostics_channel',
    ],
    [
      'what threads are told',
      {
        imports: "import { setEnvironmentData } from 'node:worker_threads';",
        deposits: "setEnvironmentData('ann', 1);",
      },
      'the environment data of node:worker_threads',
    ],
  ] as const)
    it(`is found and named: ${what}`, async () => {
      await assert.rejects(judged(first, code), ({ message }: Error) => {
        assert.match(message, /^accounts\.ts:\d+ keeps state in /);
        assert.ok(message.endsWith(`keeps state in ${path}: ${notShared}`), message);
        return true;
      });
      assert.ok(!('lock' in globalThis) && !('lock' in process));
    });

  it('is an event of the process, too', async () => {
    const deposits = "process.on('unlocked' as never, () => {});";
    await assert.rejects(judged(first, { deposits }), {
      message: new RegExp(
        `^accounts\\.ts:\\d+ waits for the event "unlocked" of the process: ${notShared}$`,
      ),
    });
  });

  it('is a built-in function that was replaced: the judge works with it, too', async () => {
    const deposits = 'JSON.stringify = () => "{}";';
    const before = JSON.stringify;
    await assert.rejects(judged(first, { deposits }), {
      message: /^accounts\.ts:\d+ replaces JSON\.stringify, which all code /,
    });
    assert.equal(JSON.stringify, before);
  });

  it('is a file outside of the data folder, where a run breaks something', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'elsewhere-'));
    const file = join(folder.path, 'lock');
    const imports = "import { writeFile } from 'node:fs/promises';";
    const deposits = `await writeFile(${JSON.stringify(file)}, 'mine');`;
    assert.equal(await judged(first, { imports, deposits }), 'prevented');
    const fails = `${deposits} throw new Error('no');`;
    await assert.rejects(judged(first, { imports, deposits: fails }), {
      name: 'SetUpFailed',
      message: `this code changes ${file}, where it finds again what earlier runs have left: keep all files in resources.dataFolder`,
    });
  });

  it('is nothing in the finished code of steps with libraries that do much when they are first used', async () => {
    assert.equal(await judged(first, {}), 'prevented');
    assert.equal(await judged(second, {}), 'prevented');
  });
});
