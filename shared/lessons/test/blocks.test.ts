import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findBlocks } from '@workbook/lessons';

const contents = (text: string) =>
  findBlocks(text).blocks.map(({ start, end }) => text.slice(start, end));

describe('findBlocks(text)', () => {
  it('finds a block between paragraphs, with its kind, its arguments and its line', () => {
    const text = 'Before.\n\n<!-- run: picture race=overdraft on=03 -->\nold\n<!-- /run -->\n';
    const { blocks, problems } = findBlocks(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(contents(text), ['\nold\n']);
    assert.equal(blocks[0]?.kind, 'picture');
    assert.deepEqual(Object.fromEntries(blocks[0]?.args ?? []), { race: 'overdraft', on: '03' });
    assert.equal(blocks[0]?.line, 3);
  });

  it('finds several blocks in one sentence, wherever it begins', () => {
    const text =
      '<!-- run: number a=1 -->4<!-- /run --> of <!-- run: number a=2 -->70<!-- /run -->.';
    assert.deepEqual(contents(text), ['4', '70']);
  });

  it('finds blocks in lists, quotations and folded answers', () => {
    const text = [
      '- one\n  <!-- run: number a=1 -->1<!-- /run -->',
      '> quoted <!-- run: number a=2 -->2<!-- /run -->',
      '<details><summary>Answer</summary>\n\nIt is <!-- run: number a=3 -->3<!-- /run -->.\n\n</details>',
    ].join('\n\n');
    assert.deepEqual(contents(text), ['1', '2', '3']);
  });

  it('leaves alone what is shown as code', () => {
    const text = '```md\n<!-- run: picture -->\n```\n\nAnd `<!-- run: number -->` in a sentence.';
    assert.deepEqual(findBlocks(text), { blocks: [], problems: [] });
  });

  it('complains of a block that is not closed, with its line', () => {
    const { blocks, problems } = findBlocks('One.\n\n<!-- run: picture on=03 -->\n');
    assert.deepEqual(blocks, []);
    assert.deepEqual(problems, [
      {
        line: 3,
        message: '"run: picture on=03" is never closed: write <!-- /run --> after it',
      },
    ]);
  });

  it('complains of a block in a block, and of an end without a beginning', () => {
    const text =
      '<!-- run: one a=1 -->\n\n<!-- run: two a=2 -->\n\n<!-- /run -->\n\n<!-- /run -->\n';
    const { blocks, problems } = findBlocks(text);
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['two'],
    );
    assert.deepEqual(
      problems.map(({ line }) => line),
      [1, 7],
    );
  });

  it('complains of arguments that are not name=value, or are there twice', () => {
    for (const args of ['race', 'race=', '=03', 'on=03 on=04']) {
      const { blocks, problems } = findBlocks(`<!-- run: picture ${args} -->\n<!-- /run -->`);
      assert.deepEqual(blocks, [], args);
      assert.equal(problems.length, 1, args);
    }
  });
});
