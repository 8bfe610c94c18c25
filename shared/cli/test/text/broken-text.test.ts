import assert from 'node:assert/strict';
import { it } from 'node:test';
import { brokenText } from '../../src/break/break-text.ts';

it('what is taken out is shown whole, on a screen of any width', () => {
  const protection = {
    id: 'lock-order',
    title: 'both rows are locked in the order of their ids',
    explanation: 'Two transfers wait for each other.',
    diff: "- await this.#screen({ kind: 'transfer', account: from, to, amount });",
    comeBack: [],
    stillPrevented: [],
    picture: null,
  };
  const lines = brokenText('06', protection, 40).split('\n');
  assert.deepEqual(
    lines.filter((line) => line.length > 40),
    [],
  );
  assert.ok(lines.includes("- await this.#screen({ kind: 'transfer',"));
  assert.ok(lines.includes('↪ account: from, to, amount });'));
});
