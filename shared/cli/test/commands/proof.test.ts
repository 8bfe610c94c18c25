import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { proofWith } from '../support/proofs.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

const file = join(home.folder, 'proof.json');

async function refuses(args: readonly string[], sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await inProcess('proof', ...args);
  assert.equal(code, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, sentence);
  assert.equal(stderr.trim().split('\n').length, 1);
}

describe('workbook proof says in one sentence', () => {
  it('that there is nothing to write', () =>
    refuses([file], /there is no attempt at step 01: npx workbook start 01 makes one/));

  it('that a step has no attempt', () =>
    refuses([file, '--step', '3'], /there is no attempt at step 03/));

  it('that it does not overwrite what it has not written', async () => {
    mkdirSync(join(home.folder, 'steps/01/attempt'), { recursive: true });
    writeFileSync(join(home.folder, 'steps/01/attempt/accounts.ts'), '');
    writeFileSync(file, '{"mine": true}');
    await refuses([file], /is there already and is no proof: name another file/);
    assert.equal(readFileSync(file, 'utf8'), '{"mine": true}');
    await refuses([home.folder], /is there already and is no proof/);
    symlinkSync('proof.json', join(home.folder, 'link.json'));
    writeFileSync(file, JSON.stringify(proofWith()));
    await refuses([join(home.folder, 'link.json')], /is there already and is no proof/);
  });

  it('that both want the standard output', async () => {
    const { code, stderr } = await inProcess('proof', '-', '--json');
    assert.equal(code, 2);
    assert.match(stderr, /--json and - both take the standard output/);
  });

  it('what is wrong with the file that it is to check', async () => {
    await refuses(
      ['--check', file],
      /there is no file .*proof\.json: npx workbook proof writes one/,
    );
    await refuses(['--check', home.folder], /is not a file/);
    await refuses(['--check', file, 'other.json'], /--check names the proof itself/);
    writeFileSync(file, 'no');
    await refuses(['--check', file], /proof\.json is no JSON/);
    writeFileSync(file, JSON.stringify(proofWith({ files: { '../x': '', 'accounts.ts': '' } })));
    await refuses(['--check', file], /a path has to stay in the folder of the attempt/);
    symlinkSync('proof.json', join(home.folder, 'link.json'));
    await refuses(['--check', join(home.folder, 'link.json')], /is a symbolic link/);
    // It has a length and no contents: to read it would take all of the memory.
    truncateSync(file, 3 * 1024 ** 3);
    await refuses(['--check', file], /is larger than 4 MiB/);
    writeFileSync(file, JSON.stringify(proofWith()));
    await refuses(['--check', file, '--step', '2'], /has no step 02: it has 01/);
  });
});
