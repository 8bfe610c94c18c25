import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { nothingKnown } from '../../src/desk/nothing-known.ts';
import { standingText } from '../../src/desk/standing-text.ts';
import { checkedTask, facts, standings } from '../support/loop-states.ts';

it('of a task without a verdict, its sign says enough: the races are to be seen as well', () => {
  const open = checkedTask(1, 'Read with the lock', 'open', 'what judges it has no verdict yet');
  const tasks = [{ ...open, notJudged: 'the mode, because none can tell' }];
  const text = standingText({ races: standings({ tried: 1 }), tasks }, facts, 80);
  assert.match(text, /^· 1 Read with the lock\n\nThe races/m);
});

it('why nothing judges a task is known before anything is judged', async () => {
  const course = await loadCourse();
  const step = course.find(({ number }) => number === '05') as CourseStep;
  const text = standingText(await nothingKnown(course, step), facts, 80);
  assert.match(text, /^– 2 Drop the calls of `flush`\n {4}not judged, because /m);
});

it('where there is no room to say of each race what is known of it, the signs are explained', () => {
  const known = { races: standings({ possible: 1, waiting: 1 }), tasks: [] };
  assert.match(
    standingText(known, facts, 80),
    /^The races that this step ends:\n✗ possible 1 +can happen\n/,
  );
  assert.equal(
    standingText(known, facts, 24),
    `The races that this step
ends (✗ can happen, ·
not judged yet):
✗ possible 1
· waiting 1`,
  );
});
