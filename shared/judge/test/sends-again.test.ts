import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keysCountOnce, keysRequired, open, race, withKey } from '@workbook/course';
import { judge } from '../src/judging/judge.ts';
import { timeline } from '../src/timeline/timeline.ts';
import { timelineText } from '../src/timeline/timeline-text.ts';

const keyed = join(import.meta.dirname, 'fixtures/keyed-in-a-file.ts');
const unkeyed = join(import.meta.dirname, 'fixtures/unkeyed-in-a-file.ts');

const lostReply = race('lost reply', {
  anomaly: 'paid twice',
  question: 'Does an opening count once that is sent again after its reply was lost?',
  accounts: { ann: 100 },
  instances: 2,
  clients: { A: withKey('k', open("ann's savings", 5)) },
  faults: ['crash-before', 'crash-after'],
  rules: [keysCountOnce, keysRequired],
  sendsAgain: true,
});

describe('a client that sends again what was not answered', () => {
  it('opens twice where keys are ignored, and the timeline has its second try', async () => {
    const { exploration } = await judge(lostReply, unkeyed, {}, { stopAtFirst: true });
    assert.equal(exploration.verdict, 'possible');
    const first = exploration.first;
    assert.match(first?.violation ?? '', /^no one-at-a-time order of the requests explains/);
    const text = timelineText(timeline(lostReply, first as NonNullable<typeof first>));
    assert.match(text, /^ {4}A +│ B$/m);
    assert.match(text, /crash, reply lost/);
    assert.match(text, /│ again: open ann's savings with 5/);
    assert.match(text, /│ = 201 ann's savings 5/);
  });

  it('is answered as the first time where keys are kept with what they did', async () => {
    const { exploration } = await judge(lostReply, keyed, {});
    assert.equal(exploration.verdict, 'prevented', exploration.first?.violation);
    assert.deepEqual([...exploration.outcomes].sort(), [
      "A 201 ann's savings 5 → ann 100, ann's savings 5",
      "A no answer, 201 ann's savings 5 → ann 100, ann's savings 5",
    ]);
  });
});
