import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { narrowLine, narrowTable, plain } from '../../src/text/narrow.ts';

describe('a line that is too long', () => {
  it('goes on below, behind a sign, and breaks between words', () => {
    assert.deepEqual(narrowLine('  await this.#screen({ kind, amount });', 24), [
      '  await this.#screen({',
      '↪ kind, amount });',
    ]);
    assert.deepEqual(narrowLine('short', 24), ['short']);
  });

  it('breaks within a word where there is no room for it', () => {
    assert.deepEqual(narrowLine('abcdefghijkl', 5), ['abcde', '↪ fgh', '↪ ijk', '↪ l']);
  });
});

describe('a table', () => {
  const table = [
    '| crash | `A` is told | cache |',
    '| --- |:---:| ---: |',
    '| before COMMIT | no answer | **100** |',
    '| after a\\|b | | nothing |',
  ];

  it('has its columns one below the other where they fit', () => {
    assert.deepEqual(narrowTable(table, 80), [
      'crash          A is told  cache',
      '─────────────  ─────────  ───────',
      'before COMMIT  no answer  *100*',
      'after a|b                 nothing',
    ]);
  });

  it('breaks what is in its cells between words where that is enough', () => {
    assert.deepEqual(narrowTable(table, 25), [
      'crash     A is    cache',
      '          told',
      '────────  ──────  ───────',
      'before    no      *100*',
      '  COMMIT  answer',
      'after             nothing',
      '  a|b',
    ]);
  });

  it('is a list where even that is too wide', () => {
    assert.deepEqual(narrowTable(table, 22), [
      '• before COMMIT',
      '  A is told: no answer',
      '  cache: *100*',
      '• after a|b',
      '  cache: nothing',
    ]);
    const short = ['| a | b | c |', '|-|-|-|', '| long-word-of-all | 1 | 2 |'];
    assert.deepEqual(narrowTable(short, 20), ['• long-word-of-all', '  b: 1 · c: 2']);
  });

  it('is a list where a cell would be a column of words', () => {
    const crashes = ['| at | holds |', '| --- | --- |', '| COMMIT | ann 100, bob 100 |'];
    assert.deepEqual(narrowTable(crashes, 18), [
      'at        holds',
      '────────  ────────',
      'COMMIT    ann 100,',
      '          bob 100',
    ]);
    assert.deepEqual(narrowTable(crashes, 15), ['• COMMIT', '  holds: ann', '  100, bob 100']);
  });

  it('may have no heading', () => {
    const lines = ['| | |', '| --- | --- |', '| the lock | that few collide |'];
    assert.deepEqual(narrowTable(lines, 40), ['the lock  that few collide']);
    assert.deepEqual(narrowTable(lines, 12), ['• the lock', '  that few', '  collide']);
  });
});

it('plain text has no signs of Markdown, and says where a page is', () => {
  assert.equal(
    plain('**Not** *this*: [costs](../../docs/cost.md#hot), [step 04](../04/README.md), 2 * 3 * 4'),
    'Not this: costs (docs/cost.md), step 04, 2 * 3 * 4',
  );
  assert.equal(plain('see [docs/words.md](../../docs/words.md)'), 'see docs/words.md');
  assert.equal(plain('[a page](https://example.org/)'), '[a page](https://example.org/)');
});
