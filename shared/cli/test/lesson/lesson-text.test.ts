import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { lessonOf } from '../../src/lesson/lesson-of.ts';
import { lessonText, restTitle } from '../../src/lesson/lesson-text.ts';
import { lastOffset, screenLines } from '../../src/terminal/screen.ts';

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

describe('every lesson', async () => {
  const course = await loadCourse();
  for (const [width, height] of [
    [80, 24],
    [40, 12],
  ] as const)
    for (const step of course)
      it(`can be read on ${width} × ${height}: step ${step.number}`, async () => {
        const markdown = await lessonOf(step);
        const text = lessonText(markdown, { width, codeWidth: width, answers: true });
        const wide = text.split('\n').filter((line) => line.length > width);
        // The loop breaks a command without a sign, so that it can be copied.
        assert.deepEqual(
          wide.filter((line) => !line.includes('npx workbook')),
          [],
        );
        assert.doesNotMatch(text, /\*\*\w|^\|/m);
        const screen = { title: '', verdict: '', body: text, message: '', keys: '' };
        const last = lastOffset(screen, width, height);
        const own = new Set(text.split('\n'));
        for (let offset = 0; offset <= last; offset += 1)
          for (const line of screenLines({ ...screen, offset }, width, height))
            assert.ok(own.has(line) || !/^.{39,}…$/.test(line), `it is cut off: ${line}`);
        assert.deepEqual(lettersOf(codeIn(text)), lettersOf(codeIn(markdown)));
      });
});

/** The declarations that are shown: what a break could lose. */
function codeIn(text: string): string {
  const found = text.match(/^(?:async|const|class|function) [\s\S]*?\n[}\])]/gm) ?? [];
  return found.join('\n');
}

const lettersOf = (code: string) => code.replace(/[\s↪]/g, '');
