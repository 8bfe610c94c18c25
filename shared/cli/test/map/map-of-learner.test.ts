import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { mapOfLearner } from '../../src/map/map-of-learner.ts';

const course = await loadCourse();
const [first, second] = course as [CourseStep, CourseStep];

describe('the map of a learner', () => {
  it('is empty at the first step, and has that step once it is green', () => {
    assert.equal(mapOfLearner(course, first, false), undefined);
    assert.match(mapOfLearner(course, first, true) ?? '', /^ +01\ntwo openings +★ \S+\n/);
  });

  it('explains its signs and figures, in lines that fit', () => {
    const map = mapOfLearner(course, first, true, 40) ?? '';
    assert.match(map.replaceAll('\n', ' '), /"1 \/ 3" says that of 3 orders one goes wrong\./);
    assert.deepEqual(
      map.split('\n').filter((line) => line.length > 40),
      [],
    );
  });

  it('has no column of the step that the learner is at, and no race of it', () => {
    const map = mapOfLearner(course, second, false) ?? '';
    assert.match(map, /^ +01\n/);
    assert.doesNotMatch(map, /crash in a deposit/);
  });
});
