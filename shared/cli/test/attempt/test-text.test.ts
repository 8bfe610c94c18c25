import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { testText } from '../../src/attempt/test-text.ts';
import { checkedRace, testResult } from '../support/loop-states.ts';

const course = await loadCourse();
const green = testResult('green', [checkedRace('lost update', 'prevented')]);

describe('what is printed of an attempt that is green', () => {
  it('leads to the next step', () => {
    assert.match(
      testText(course, { ...green, step: '01' }),
      /\nnpx workbook next {8}asks what the next step will do, and runs it$/,
    );
  });

  it('leads to the end of the course on the last one', () => {
    const text = testText(course, { ...green, step: course.at(-1)?.number ?? '' });
    assert.match(text, /\nnpx workbook next {8}looks back on the whole course$/);
    assert.doesNotMatch(text, /next step/);
  });
});
