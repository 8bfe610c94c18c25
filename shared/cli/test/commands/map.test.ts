import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workbook } from '../support/command.ts';
import { openTerminal } from '../support/terminal.ts';

describe('workbook map', () => {
  it('prints plain text into a pipe, no wider than 80 characters', async () => {
    const { code, stdout, stderr } = await workbook([
      ...['map', '--race', 'crash-in-a-deposit', '--step', '01', '--step', '02'],
    ]);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /^crash in a deposit +✗ possible +★ prevented$/m);
    assert.match(stdout, /^ {2}steps\/01\/README\.md\n {6}the lesson of step 01$/m);
    const control = stdout.split('').filter((character) => character < ' ' && character !== '\n');
    assert.deepEqual(control, []);
    const commands = /^ {2}npx /;
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !commands.test(line));
    assert.deepEqual(wide, []);
  });
});

describe('workbook map, on a terminal of 80 × 24', () => {
  const esc = String.fromCharCode(27);
  const small = ['map', '--race', 'opening-after-a-close', '--step', '01', '--step', '02'];

  it('shows in one line how far it has come, and leaves nothing of that in the map', async () => {
    await using terminal = openTerminal(small, { env: { NO_COLOR: '1' } });
    assert.equal(await terminal.ended, 0);
    const screen = await terminal.shows('npx workbook map --json');
    // Each state of the line begins by clearing the one before.
    const [before = '', ...lines] = terminal.written().split(`${esc}[1G${esc}[2K`);
    assert.equal(before, '');
    const map = lines.pop() ?? '';
    assert.ok(lines.includes('starting the servers'), lines.join('\n'));
    assert.match(lines.join('\n'), /^[12] of 2: opening after a close on step 0[12] · \d+ runs?/m);
    for (const line of lines) assert.ok(line.length < 80 && !line.includes('\n'), line);
    assert.match(map, /^The course map: /);
    assert.match(map, /^opening after a close +★ prevented +✓ prevented\r$/m);
    assert.doesNotMatch(screen, / of 2: |starting the servers/);
    assert.ok(map.split('\r\n').every((line) => line.length <= 80));
    assert.doesNotMatch(map, new RegExp(esc));
  });
});
