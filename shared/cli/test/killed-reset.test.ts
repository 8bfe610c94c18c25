import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectFolder } from '@workbook/race-test';
import { workbook } from './support/command.ts';
import { makeHome } from './support/home.ts';

const killer = join(projectFolder, 'shared/cli/test/support/kill-at.mjs');
const mine = { 'accounts.ts': "export { createAccounts } from './mine.ts';\n", 'mine.ts': '//\n' };

/** The files of a folder, with what they say. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, i) => [name, texts[i] ?? '']));
}

/**
 * Resets an attempt and is killed at the change of that number. Returns whether the reset came to
 * its end, the attempt as the next command finds it, which is another reset that saves it, and all
 * that is saved by then.
 */
async function killedAt(change: number) {
  await using home = await makeHome();
  for (const [name, text] of Object.entries(mine)) await home.write('01', text, name);
  const env = { ...home.env, KILL_AT: String(change), NODE_OPTIONS: `--import=${killer}` };
  const { code } = await workbook(['reset', '01'], { env });
  const next = await workbook(['reset', '01', '--json'], { env: home.env });
  assert.equal(next.code, 0, `after a kill at change ${change}: ${next.stderr}`);
  const { saved: found } = JSON.parse(next.stdout);
  assert.ok(found, `after a kill at change ${change} there was no attempt`);
  const saved = join(home.folder, '.workbook/saved/01');
  return {
    ended: code === 0,
    found: await filesIn(join(projectFolder, found.folder)),
    saved: await Promise.all((await readdir(saved)).map((name) => filesIn(join(saved, name)))),
    left: await readdir(join(home.folder, 'steps/01')),
  };
}

it('a reset that is killed at any of its changes leaves a whole attempt, and loses nothing', async () => {
  const begun = await filesIn(join(projectFolder, 'steps/01/start'));
  const whole = [mine, begun].map((files) => JSON.stringify(files));
  let killed = 0;
  for (let ended = false; !ended; killed += 1) {
    const after = await killedAt(killed + 1);
    const at = `killed at change ${killed + 1}`;
    assert.ok(whole.includes(JSON.stringify(after.found)), `${at}: the attempt is not whole`);
    assert.ok(
      after.saved.some((files) => JSON.stringify(files) === whole[0]),
      `${at}: what was there is lost`,
    );
    assert.deepEqual(after.left, ['attempt'], `${at}: something is left behind`);
    ended = after.ended;
  }
  // Two copies and three new names, and once to the end.
  assert.equal(killed, 6);
});
