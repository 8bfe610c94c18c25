import assert from 'node:assert/strict';
import { it } from 'node:test';
import { screenOf } from '../../src/loop/render.ts';
import { firstState } from '../../src/loop/state.ts';
import { checkedRace, facts, testResult } from '../support/loop-states.ts';

it('the last step talks of no next one when it is green', () => {
  const last = { ...facts, number: '08', heading: 'Step 08: A cache with a lock' };
  const result = testResult('green', [checkedRace('lost update', 'prevented')]);
  const { body } = screenOf({ ...firstState(last), doing: '', result }, 100);
  assert.match(body, /n looks back on the whole course, and\nsays what comes after it\.$/);
  assert.doesNotMatch(body, /next step/);
});
