import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { projectFolder } from '../support/project.ts';

const older = { ...process.versions, node: '22.1.0' };
const pretended = `
  Object.defineProperty(process, "versions", { value: ${JSON.stringify(older)} });
  Object.defineProperty(process, "version", { value: "v22.1.0" });
`;
const olderNode = `data:text/javascript,${encodeURIComponent(pretended)}`;
const usualPath = '/usr/bin:/bin';

function run(command: string, args: string[], path: string = usualPath): SpawnSyncReturns<string> {
  return spawnSync(command, args, { encoding: 'utf8', env: { PATH: path } });
}

/** It says one sentence, which names this Node and what would do, and nothing else. */
function checkRefused({ status, stdout, stderr }: SpawnSyncReturns<string>): void {
  assert.match(stderr, /^Node v22\.1\.0 is too old: \P{Cc}*use Node 24\.8 or newer\n$/u);
  assert.deepEqual([status, stdout], [2, '']);
}

describe('under a Node that is too old', () => {
  it('a step is not served', () => {
    const step = join(projectFolder, 'steps/01/src/main.ts');
    checkRefused(run(process.execPath, ['--import', olderNode, step, '--port', 'none']));
  });

  it('a script does not begin', () => {
    const script = join(projectFolder, 'shared/lessons/bin/lessons.ts');
    checkRefused(run(process.execPath, ['--import', olderNode, script, '--nonsense']));
  });
});

describe('the script that runs all tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-two-at-a-time-'));
  after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'scripts/two-at-a-time');
  mkdirSync(join(folder, 'scripts'));
  copyFileSync(join(projectFolder, 'scripts/two-at-a-time'), script);
  for (const file of ['package.json', 'scripts/node-age.cjs'])
    copyFileSync(join(projectFolder, file), join(folder, file));

  it('says how to get what runs them', () => {
    const { status, stdout, stderr } = run('sh', [script, 'test']);
    assert.equal(
      stderr,
      'turbo, which runs the tests, is not installed: run npm ci --include=dev\n',
    );
    assert.deepEqual([status, stdout], [2, '']);
  });

  it('begins under no Node that is too old', () => {
    const programs = join(folder, 'bin');
    mkdirSync(programs);
    const program = (name: string, text: string) => {
      writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(programs, name), 0o755);
    };
    program('turbo', 'echo "turbo $1"');
    program('node', `exec '${process.execPath}' --import '${olderNode}' "$@"`);
    checkRefused(run('sh', [script, 'test'], `${programs}:${usualPath}`));
    program('node', `exec '${process.execPath}' "$@"`);
    assert.equal(run('sh', [script, 'test'], `${programs}:${usualPath}`).stdout, 'turbo run\n');
  });
});
