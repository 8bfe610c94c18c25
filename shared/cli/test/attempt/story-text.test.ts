import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import type { CourseStep } from '@workbook/course';
import type { Story } from '../../src/attempt/story.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
const { courseStoryText, stepStoryText } = await import('../../src/attempt/story-text.ts');
const { loadCourse } = await import('@workbook/course');
const course = await loadCourse();
const [first, second] = course as [CourseStep, CourseStep];

const story = (verdicts: number, minutes: number, broken: readonly string[]): Story => ({
  verdicts,
  broken,
  workMs: minutes * 60_000,
  lastAt: '2026-01-01T00:00:00.000Z',
});

function remember(green: readonly string[], failing?: string): void {
  mkdirSync(join(home.folder, '.workbook'), { recursive: true });
  const progress = {
    format: 1,
    step: first.number,
    green: Object.fromEntries(green.map((number) => [number, 'a version'])),
    hints: { '01/lost-update': 2, '01/overdraft': 1 },
    stories: {
      '01': { ...story(7, 92, ['lost-update', 'two-openings']), failing },
      '03': story(1, 0, []),
    },
  };
  writeFileSync(join(home.folder, '.workbook/progress.json'), JSON.stringify(progress));
}

describe('the end of a step', () => {
  beforeEach(() => home.empty());

  it('says how long it took, and what was broken and repaired', () => {
    remember(['01']);
    assert.equal(
      stepStoryText(course, first),
      '1 h 32 min at work, 7 saves judged, 3 hints read.\nBroken and repaired: lost update; two openings.',
    );
  });

  it('says nothing of a step that was never judged', () => {
    remember(['01']);
    assert.equal(stepStoryText(course, second), '');
  });
});

const none = { asked: 0, right: 0 };

describe('the end of the course', () => {
  beforeEach(() => home.empty());

  it('has a line for each step, the sum, and what comes next', () => {
    remember(['01']);
    const lines = courseStoryText(course, { asked: 14, right: 9 }).split('\n');
    assert.equal(lines[0], `That was the last step; 1 of ${course.length} steps are green.`);
    assert.match(
      lines[2] ?? '',
      /^✓ Step 01: A list in memory +1 h 32 min +7 saves +2 races +3 hints$/,
    );
    assert.match(lines[3] ?? '', /^· Step 02: A JSON file$/);
    assert.ok(lines.includes('1 h 32 min at work, 8 saves judged.'));
    assert.ok(lines.includes('9 of 14 predictions right.'));
    assert.ok(
      lines.every((line) => line.length <= 80),
      lines.join('\n'),
    );
  });

  it('calls no race repaired that fails now', () => {
    remember(['01']);
    assert.match(
      courseStoryText(course, none),
      /\n\nBroken and repaired: lost update; two openings\.\n/,
    );
    remember(['01'], 'two-openings');
    assert.match(courseStoryText(course, none), /\n\nBroken and repaired: lost update\.\n/);
  });

  it('says nothing of predictions where none was made', () => {
    remember(['01']);
    assert.doesNotMatch(courseStoryText(course, none), /predictions? right/);
  });

  it('says so when every step is green', () => {
    remember(course.map(({ number }) => number));
    assert.match(
      courseStoryText(course, none),
      /^That was the last step\. You have been through the whole/,
    );
  });
});
