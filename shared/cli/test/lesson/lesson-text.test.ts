import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lessonText } from '../../src/lesson/lesson-text.ts';

describe('a lesson on a terminal', () => {
  it('goes on below the text of a list, not below its sign', () => {
    const markdown =
      '1. Read the balance, then write it.\n   - Both in one piece.\n\nAnd then save.';
    assert.equal(
      lessonText(markdown, { width: 20 }),
      [
        '1. Read the balance,',
        '   then write it.',
        '   - Both in one',
        '     piece.',
        '',
        'And then save.',
      ].join('\n'),
    );
  });

  it('folds its answers away, and unfolds them when it is asked to', () => {
    const markdown = '<details><summary>Why?</summary>Because.</details>';
    assert.equal(lessonText(markdown), '▸ Why?');
    assert.equal(lessonText(markdown, { answers: true }), '▾ Why?\nBecause.');
  });
});
