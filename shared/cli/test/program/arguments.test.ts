import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ownPostgres, workbook } from '../support/command.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';

const wrong: readonly [args: string, message: RegExp][] = [
  ['mpa', /^workbook: there is no command "mpa": did you mean map, /],
  ['help chek', /^workbook: there is no command "chek": did you mean check, /],
  ['map --rase x', /'--rase'.*did you mean --race\?$/],
  ['map --race lost-updat', /there is no race "lost-updat": did you mean lost-update, /],
  ['map --step 42', /there is no step "42": the steps are .*03, 04/],
  ['map surplus', /surplus.*workbook map --help shows how$/],
  ['check', /missing required argument 'step'.*workbook check --help shows how$/],
  ['check 06', /missing required argument 'file'/],
  ['check 06 nowhere.ts', /there is no file nowhere\.ts: /],
  ['check 06 ', /^workbook: the name of the file is empty: give one that exports createAccounts$/],
  ['check 06 README.md', /README\.md is no TypeScript file: give one that exports createAccounts$/],
  ['check 06 steps', /the folder steps has no accounts\.ts/],
  ['check 05 steps/05/src --race lost-update', /step 05 does not have to prevent "lost update"/],
  ['replay 05 lost-update A1', /"A1" is not a schedule/],
  ['replay 05 lost-update AAC', /has no client C, only A, B$/],
  [
    'replay 01 lost-update AAAAAAAAAAAAAAAAAAAA',
    /AAAA does not fit "lost update" on .*steps\/01\/src/,
  ],
  ['replay 05 lost-update A --file nowhere.ts', /there is no file nowhere\.ts/],
];

const { folder } = await makeOwnHome();

describe('workbook, asked for what is not there', () => {
  for (const [args, message] of wrong) {
    it(`${args}: one sentence, exit code 2`, async () => {
      const { code, stdout, stderr } = await inProcess(...args.split(' '));
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.equal(stderr.split('\n').length, 2, stderr);
      assert.match(stderr.trim(), message);
    });
  }

  it('says that a file is no TypeScript although it is called so', async () => {
    const file = join(folder, 'binary.ts');
    writeFileSync(file, Buffer.from([127, 69, 76, 70, 0, 1]));
    const { stderr } = await inProcess('check', '06', file);
    assert.equal(
      stderr,
      `workbook: ${file} is no TypeScript file: give one that exports createAccounts\n`,
    );
  });

  it('says the same in a process of its own, and ends it with that exit code', async () => {
    const [[args, message] = ['', /./]] = wrong;
    const { code, stdout, stderr } = await workbook(args.split(' '));
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr.trim(), message);
  });

  it('shows where it happened when WORKBOOK_DEBUG=1', async () => {
    const { stderr } = await workbook(['map', '--step', '42'], { env: { WORKBOOK_DEBUG: '1' } });
    assert.match(stderr, /^ +at .*arguments\.ts:\d+/m);
  });

  it('says in one sentence that no server can be had', async () => {
    const { code, stderr } = await workbook(['map', '--step', '03'], {
      env: { ...ownPostgres, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    });
    assert.equal(code, 2);
    assert.match(stderr, /^workbook: .*DATABASE_URL.*\n$/);
  });
});

describe('workbook, asked for help', () => {
  for (const command of ['map', 'check', 'replay']) {
    it(`explains ${command} by an example that its own words allow`, async () => {
      const { code, stdout } = await inProcess(command, '--help');
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Example:\\n {2}npx workbook ${command} `));
      assert.match(stdout, /--json/);
    });
  }

  for (const command of ['check', 'proof', 'play', 'replay'])
    it(`says what a file that is judged may do: ${command}`, async () => {
      const { stdout } = await inProcess(command, '--help');
      assert.match(stdout, /with your rights.*Judge only code\s+that you trust/s);
    });

  it('lists the commands and the exit codes when nothing is asked', async () => {
    const { code, stdout } = await inProcess();
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}check /m);
    assert.match(stdout, /^ {2}3 {2}inconclusive$/m);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80),
      [],
    );
  });

  it('prints its version', async () => {
    const { default: manifest } = await import(`${projectFolder}/shared/cli/package.json`, {
      with: { type: 'json' },
    });
    assert.equal((await workbook(['--version'])).stdout, `${manifest.version}\n`);
  });
});
