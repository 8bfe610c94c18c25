import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { code, makeHome } from '../support/home.ts';
import { openTerminal } from '../support/terminal.ts';

/** Works as vim would, as far as a terminal sees it: takes a screen of its own, reads lines, and gives it back. */
const editor = `#!/bin/sh
printf '%s\\n' "$@" > "$0.args"
printf '\\033[?1049h\\033[2J\\033[Hin the editor\\r\\n'
stty -a < /dev/tty | tr ';' '\\n' | grep -w icanon > "$0.mode"
read -r line
printf '%s' "$line" > "$0.line"
printf '\\033[?1049l'
`;

it('e opens the editor at the line that does the damage, lends it the terminal, and takes it back', async () => {
  await using home = await makeHome();
  await home.write('01', await code('01/start/accounts.ts'));
  const program = join(home.folder, 'vim');
  await writeFile(program, editor);
  await chmod(program, 0o755);
  const env = { ...home.env, VISUAL: program, EDITOR: 'nothing-like-this' };
  await using terminal = openTerminal(['loop'], { rows: 40, env });
  const { press, shows } = terminal;
  const red = await shows('e opens your editor there');
  const [, line] = /^ {4}accounts\.ts:(\d+) {2}\S/m.exec(red) ?? [];
  assert.ok(line, red);
  press('e');
  await shows('in the editor');
  press('q and more\r');
  await shows('e opens your editor there');
  assert.deepEqual((await readFile(`${program}.args`, 'utf8')).trim().split('\n'), [
    `+${line}`,
    home.attempt('01').slice(home.attempt('01').indexOf('.workbook')),
  ]);
  assert.match(await readFile(`${program}.mode`, 'utf8'), /(^|\s)icanon/);
  assert.equal(await readFile(`${program}.line`, 'utf8'), 'q and more');
  press('?');
  await shows(/^ {2}e {9}opens your editor/m);
  press('q');
  assert.equal(await terminal.ended, 0);
});
