import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadCourse, loadProtections } from '@workbook/course';
import { findBlocks } from '../src/page/blocks.ts';
import { renderUnseen } from '../src/render/unseen.ts';

describe('what no race shows', () => {
  it('stands in the lesson of each step that has it', async () => {
    for (const step of await loadCourse()) {
      const unseen = (await loadProtections(step)).filter((one) => 'equivalent' in one);
      const lesson = await readFile(join(step.folder, 'README.md'), 'utf8');
      const blocks = findBlocks(lesson).blocks.filter(({ kind }) => kind === 'unseen');
      const said = blocks.map(({ args }) => args.get('on'));
      assert.deepEqual(said, unseen.length > 0 ? [step.number] : [], `step ${step.number}`);
    }
  });

  it('is a list: what it is, why it is not seen, why it is written all the same', async () => {
    const block = { kind: 'unseen', title: '', line: 1, start: 0, end: 0 };
    const list = await renderUnseen({ ...block, args: new Map([['on', '01']]) });
    assert.match(
      list,
      /^- \*\*Callers get a copy of the list\.\*\* The list leaves .*\. A caller .*\.$/,
    );
    await assert.rejects(renderUnseen({ ...block, args: new Map([['on', '99']]) }), {
      message: 'step "99" has no protection that is unseen',
    });
  });
});
