import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { beginningOn } from '../../src/play/beginning.ts';

it('before a game, a player sees what is being done, and for how long', () => {
  let screen = '';
  const terminal = {
    width: 40,
    draw: (lines: readonly string[]) => {
      screen = stripVTControlCharacters(lines.join('\n'));
    },
    onResize: () => ({ [Symbol.dispose]: () => {} }),
  };
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const beginning = beginningOn(terminal, 'step 01 · lost update');
    const see = (line: string) =>
      assert.equal(screen, `step 01 · lost update\n${line}\n\nCtrl-C quits`);
    beginning.show('starting the servers');
    see('… starting the servers');
    mock.timers.tick(3000);
    see('… starting the servers (3 s)');
    beginning.show('putting every client at its start');
    see('… putting every client at its start');
    mock.timers.tick(12_000);
    see('… putting every client at its sta (12 s)');
    screen = '';
    beginning[Symbol.dispose]();
    mock.timers.tick(5000);
    assert.equal(screen, '');
  } finally {
    mock.timers.reset();
  }
});
