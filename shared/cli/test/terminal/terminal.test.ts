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
