import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HangTimer } from '../../src/workers/hang-timer.ts';
import { beatMs, type Message } from '../../src/workers/job.ts';

/** Whether a timer has noticed that a process hangs, after these messages of it. */
function noticed(...kinds: ('beat' | 'news')[]): boolean {
  const news: Message = { kind: 'progress', progress: { run: 1, waiting: 0, failing: 0 } };
  let hangs = false;
  using timer = new HangTimer(3 * beatMs, () => {
    hangs = true;
  });
  for (const kind of kinds) timer.hear(kind === 'news' ? news : { kind: 'beat' });
  return hangs;
}

describe('a hang timer', () => {
  it('notices a process that only beats', () => {
    assert.equal(noticed('beat', 'beat'), false);
    assert.equal(noticed('beat', 'beat', 'beat'), true);
  });

  it('begins again with everything new that it hears', () => {
    assert.equal(noticed('beat', 'beat', 'news', 'beat', 'beat'), false);
    assert.equal(noticed('beat', 'beat', 'news', 'beat', 'beat', 'beat'), true);
  });
});
