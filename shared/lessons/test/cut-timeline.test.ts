import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timeline, TimelineLine } from '@workbook/judge';
import { cutTimeline } from '../src/render/cut-timeline.ts';

const line = (client: string, turn: number, caption: string): TimelineLine => ({
  client,
  instance: 0,
  turn,
  kind: caption.startsWith('=') ? 'answer' : 'turn',
  caption,
  damage: caption === 'COMMIT',
});

const timeline: Timeline = {
  heading: 'lost update: ann: 100 − 30 + 50 = 120, but the account holds 70',
  clients: ['A', 'B'],
  lines: [
    line('A', 1, 'withdraw 30 from ann'),
    line('A', 2, 'screening'),
    line('B', 3, 'deposit 50 to ann'),
    line('B', 3, '= 200 ann 150'),
    line('A', 4, 'COMMIT'),
    line('A', 4, '= 200 ann 70'),
  ],
  turns: 4,
  damage: 4,
  schedule: 'AABA',
};

describe('cutTimeline(timeline, numbers)', () => {
  it('keeps the clients and these lines, each with what belongs to it', () => {
    const kept = `    A                                   │ B
  1 withdraw 30 from ann                │
  3                                     │ deposit 50 to ann
                                        │ = 200 ann 150
  4▶COMMIT                              │
    = 200 ann 70                        │`;
    assert.equal(cutTimeline(timeline, '1,3-4'), kept);
  });

  it('refuses a line that the timeline does not have', () => {
    const refused = /^CannotRender: the timeline has no line 5: its lines are 1 to 4$/;
    assert.throws(() => cutTimeline(timeline, '1,4-5'), refused);
    assert.throws(() => cutTimeline(timeline, '0'), /has no line 0/);
  });

  it('refuses what does not name lines', () => {
    for (const numbers of ['', 'a', '2-', '4-3', '1;2'])
      assert.throws(() => cutTimeline(timeline, numbers), /is not a number, or two/, numbers);
  });
});
