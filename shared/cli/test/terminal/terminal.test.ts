import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { takeTerminal } from '../../src/terminal/terminal.ts';

it('a line as wide as the terminal keeps its last character: nothing is erased behind it', () => {
  const input = Object.assign(new PassThrough(), { setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { columns: 4, rows: 1 });
  using terminal = takeTerminal(input as never, output as never);
  output.read();
  terminal.draw(['wide']);
  // With the cursor on the last cell, where it stays without wrapping, this would erase that cell.
  const written = String(output.read());
  assert.match(written, /2Kwide/);
  assert.doesNotMatch(written.slice(written.indexOf('wide')), /\dK|\[K/);
});

it('is not drawn on while it is lent, and is drawn anew when it is back', async () => {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw) });
  const output = Object.assign(new PassThrough(), { columns: 4, rows: 1 });
  using terminal = takeTerminal(input as never, output as never);
  terminal.draw(['one']);
  output.read();
  const answer = await terminal.lend(async () => {
    terminal.draw(['two']);
    assert.deepEqual([modes, input.isPaused()], [[true, false], true]);
    const written = String(output.read());
    assert.doesNotMatch(written, /two/);
    assert.ok(written.endsWith('\u001b[?1049l'));
    return 42;
  });
  assert.deepEqual([answer, modes, input.isPaused()], [42, [true, false, true], false]);
  terminal.draw(['one']);
  assert.match(String(output.read()), /one/);
});
