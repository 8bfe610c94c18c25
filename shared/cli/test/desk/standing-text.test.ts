import assert from 'node:assert/strict';
import { it } from 'node:test';
import { standingText } from '../../src/desk/standing-text.ts';
import { checkedTask, facts, standings } from '../support/loop-states.ts';

it('of a task without a verdict, its sign says enough: the races are to be seen as well', () => {
  const open = checkedTask(1, 'Read with the lock', 'open', 'what judges it has no verdict yet');
  const tasks = [{ ...open, notJudged: 'the mode, because none can tell' }];
  const text = standingText({ races: standings({ tried: 1 }), tasks }, facts, 80);
  assert.match(text, /^· 1 Read with the lock\n\nThe races/m);
});
