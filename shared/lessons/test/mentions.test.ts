import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { checkMentions } from '@workbook/lessons';

const lesson = join(projectFolder, 'steps/04/README.md');
const messages = (text: string, file = lesson) =>
  checkMentions(text, file).map(({ message }) => message);

describe('checkMentions(text, file)', () => {
  it('accepts links and files that are there', () => {
    const text = [
      '# A heading, with `code`',
      '[one](../03/src/accounts.ts) [two](https://www.postgresql.org/docs/) [three](#a-heading-with-code)',
      '`steps/03/src/accounts.ts`, `shared/domain`, `src/main.ts`, `test/races.ts`',
    ].join('\n\n');
    assert.deepEqual(messages(text), []);
  });

  it('names a link to a file or a heading that is not there', () => {
    assert.deepEqual(messages('[one](../99/README.md)'), [
      'the link ../99/README.md leads nowhere: there is no steps/99/README.md',
    ]);
    assert.deepEqual(messages('[two](#nowhere)'), [
      'the link #nowhere leads nowhere: steps/04/README.md has no such heading',
    ]);
  });

  it('names a file that is not there, in its line', () => {
    assert.deepEqual(checkMentions('One.\n\nSee `steps/04/src/acounts.ts`.', lesson), [
      { line: 3, message: '`steps/04/src/acounts.ts` does not exist' },
    ]);
    assert.deepEqual(messages('`src/acounts.ts`'), ['`src/acounts.ts` does not exist']);
  });

  it('expects no attempt, no placeholder and no file of a step outside a step', () => {
    assert.deepEqual(messages('`steps/04/attempt/accounts.ts` `steps/NN/src/accounts.ts`'), []);
    assert.deepEqual(messages('`src/acounts.ts`', join(projectFolder, 'docs/README.md')), []);
  });

  it('asks for a run behind every count of orders', () => {
    for (const text of ['4 of 70 orders lose', 'all 13,830 schedules', 'in 9 runs'])
      assert.equal(messages(text).length, 1, text);
  });

  it('leaves alone counts that a run wrote, and other numbers', () => {
    const block = '<!-- run: counts races=a on=03 -->\n\nall 25 orders\n\n<!-- /run -->';
    assert.deepEqual(messages(`${block}\n\nAnn has 100, and orders 5 books.`), []);
  });
});
