import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { Proof, ProofCheckResult, ProofResult } from '../../src/index.ts';
import { code } from '../support/home.ts';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';
import { withInput } from '../support/with-input.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

const file = join(home.folder, 'proof.json');
const begun = await code('01/start/accounts.ts');
const finished = await code('01/src/accounts.ts');

async function attempt(text: string): Promise<void> {
  await mkdir(home.attempt, { recursive: true });
  await writeFile(join(home.attempt, 'accounts.ts'), text);
}

const proof = () => JSON.parse(readFileSync(file, 'utf8')) as Proof;
/** Writes the proof with another claim or another file. */
const claim = (change: Partial<Proof['steps'][number]>) => {
  const { steps, ...rest } = proof();
  writeFileSync(
    file,
    JSON.stringify({ ...rest, steps: steps.map((one) => ({ ...one, ...change })) }),
  );
};
const check = async () => {
  const { code: exitCode, stdout, stderr } = await inProcess('proof', '--check', file, '--json');
  assert.notEqual(stdout, '', stderr);
  const { ok, steps } = JSON.parse(stdout) as ProofCheckResult;
  const [{ claimed, same, found } = assert.fail('no step')] = steps;
  return { exitCode, ok, claimed, same, found };
};
const leftBehind = () => readdirSync(join(projectFolder, '.workbook/proofs'));

describe('workbook proof', () => {
  it('has the code and the verdict, and is judged again in a folder of its own', async () => {
    await attempt(finished);
    const { code: exitCode, stdout, stderr } = await inProcess('proof', file, '--json');
    assert.equal(exitCode, 0, stderr);
    const result = JSON.parse(stdout) as ProofResult;
    const { steps, ...rest } = proof();
    assert.equal(rest.kind, 'workbook-proof');
    assert.equal(rest.versions.node, process.versions.node);
    const [{ files, ...finding } = assert.fail('no step')] = steps;
    assert.deepEqual(files, { 'accounts.ts': finished });
    assert.deepEqual(result.steps, [finding]);
    assert.equal(finding.verdict, 'green');
    assert.ok(finding.races.prevented > 5 && finding.races.notRun === 0 && finding.orders > 100);
    assert.ok(finding.tasks.every(({ verdict }) => verdict === 'holds'));

    // What is checked is what the file holds, whatever the learner has by now.
    await attempt(begun);
    const again = await check();
    assert.deepEqual(again, {
      exitCode: 0,
      ok: true,
      claimed: 'green',
      same: true,
      found: finding,
    });
    assert.equal(readFileSync(join(home.attempt, 'accounts.ts'), 'utf8'), begun);
    assert.deepEqual(leftBehind(), []);

    claim({ verdict: 'red' });
    const { exitCode: differs, same } = await check();
    assert.deepEqual({ differs, same }, { differs: 1, same: false });
  });

  it('is red where the code is, whatever it claims, with the order that shows it', async () => {
    await attempt(begun);
    assert.equal((await inProcess('proof', file)).code, 1);
    const [step = assert.fail('no step')] = proof().steps;
    assert.equal(step.verdict, 'red');
    assert.equal(step.failing?.race, 'two-openings');
    assert.match(step.failing.schedule, /^[AB]+$/);
    assert.ok(step.races.possible === 1 && step.races.notRun > 0);
    const honest = await check();
    assert.deepEqual([honest.exitCode, honest.same, honest.ok], [1, true, false]);
    claim({ verdict: 'green', failing: null });
    const lying = await check();
    assert.deepEqual([lying.exitCode, lying.same, lying.claimed], [1, false, 'green']);
    assert.equal(lying.found.failing?.race, 'two-openings');
  });

  it('says why code cannot be judged, by the name that the learner knows', async () => {
    await attempt(finished.replace('checkAmount(amount);', 'checkAmount(amout);'));
    assert.equal((await inProcess('proof', file)).code, 2);
    const { exitCode, same, found } = await check();
    assert.deepEqual([exitCode, same, found.verdict], [2, true, 'broken']);
    assert.equal(found.problem?.kind, 'type-error');
    assert.match(found.problem.message, /^steps\/01\/attempt\/accounts\.ts:\d+ has a type error/);
    assert.deepEqual(leftBehind(), []);
  });

  it('goes through a pipe', async () => {
    await attempt(finished);
    const written = await inProcess('proof', '-');
    assert.equal(written.code, 0, written.stderr);
    const checked = await withInput(written.stdout, () => inProcess('proof', '--check', '-'));
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stdout, /^✓ step 01 {2}as said: green: \d+ races cannot happen/);
  });
});
