import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LessonRuns, renew } from '@workbook/lessons';
import { lessonText, readCost } from '@workbook/load/cost';

let runs: LessonRuns;
before(async () => {
  runs = await LessonRuns.open();
});
after(async () => {
  await runs[Symbol.asyncDispose]();
});

describe('a cost block', () => {
  it('says what docs/cost.json says', async () => {
    const { text, problems } = await renew('<!-- run: cost on=05,06 --><!-- /run -->', runs);
    assert.deepEqual(problems, []);
    assert.ok(text.includes(lessonText(await readCost(), ['05', '06'])));
  });

  it('complains of what was not measured', async () => {
    for (const [title, expected] of [
      [
        'cost on=06,99',
        /"run: cost on=06,99" asks for what docs\/cost.json does not have: step 99/,
      ],
      ['cost load=cold', /says nothing that is measured: .*load=hot\|spread/],
      ['cost', /says nothing that is measured/],
      ['cost of=06', /has of=…/],
    ] as const) {
      const text = `<!-- run: ${title} -->old<!-- /run -->`;
      const renewed = await renew(text, runs);
      assert.equal(renewed.text, text);
      assert.match(renewed.problems[0]?.message ?? '', expected);
    }
  });

  it('is the only one that is written, when only it is asked for', async () => {
    const text =
      '<!-- run: nonsense -->old<!-- /run -->\n\n<!-- run: cost about=machine --><!-- /run -->';
    const renewed = await renew(text, runs, 'cost');
    assert.deepEqual(renewed.problems, []);
    assert.ok(renewed.text.startsWith('<!-- run: nonsense -->old<!-- /run -->'));
    assert.match(renewed.text, /\*Measured \d{4}-\d{2}-\d{2} on /);
  });
});
