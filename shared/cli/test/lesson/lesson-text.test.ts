import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lessonText, restTitle } from '../../src/lesson/lesson-text.ts';

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

  it('leaves out what comes after the tasks, and says how to open it', () => {
    const rest = `<details><summary>${restTitle}</summary>\n\n## What changes\n\n<details><summary>Why?</summary>\n\nBecause.\n\n</details>\n\nAll of it.\n\n</details>\n`;
    const markdown = `1. Do it.\n\n${rest}`;
    assert.equal(
      lessonText(markdown, { opens: 'o', answers: true }),
      '1. Do it.\n\no opens the rest: it shows the finished code.',
    );
    assert.equal(lessonText(markdown), '1. Do it.\n\n## What changes\n\n▸ Why?\n\nAll of it.');
    assert.match(lessonText(markdown, { answers: true }), /▾ Why\?\n\nBecause\.\n\nAll of it\.$/);
  });
});
