import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { courseMapPage, mapBehind } from '../../src/map/map-page.ts';

describe('the map behind a learner', () => {
  it('has the first steps and the first races of the page, and nothing of what lies ahead', () => {
    const lines = mapBehind(readFileSync(courseMapPage, 'utf8'), [{ steps: 2, races: 2 }]).split(
      '\n',
    );
    assert.equal(lines[0], '                        01     02');
    assert.equal(lines.length, 5);
    assert.match(lines[1] ?? '', /^two openings {12}★ \S+ +✓ \S+$/);
    assert.match(lines[3] ?? '', /^opening after a close {3}★ \S+ +✓ \S+$/);
  });
});
