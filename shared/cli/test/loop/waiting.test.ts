import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { loadCourse } from '@workbook/course';
import type { LoopPages } from '../../src/loop/pages.ts';
import { StepLoop } from '../../src/loop/step-loop.ts';

it('the loop counts the seconds of what is being done, and anew when that is something else', async () => {
  const course = await loadCourse();
  const [step] = course;
  assert.ok(step);
  const nothing = { [Symbol.dispose]: () => {} };
  let line = '';
  const terminal = {
    width: 80,
    height: 24,
    draw: ([, second = '']: readonly string[]) => {
      line = second;
    },
    onKey: () => nothing,
    onResize: () => nothing,
    lend: <T>(work: () => Promise<T>) => work(),
    ...nothing,
  };
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const loop = new StepLoop(course, step, terminal, { attend: () => {} } as unknown as LoopPages);
    assert.equal(line, '… starting');
    mock.timers.tick(3000);
    assert.equal(line, '… starting (3 s)');
    loop.say('making an empty cluster, once');
    assert.equal(line, '… making an empty cluster, once');
    mock.timers.tick(1000);
    assert.equal(line, '… making an empty cluster, once');
    mock.timers.tick(1000);
    assert.equal(line, '… making an empty cluster, once (2 s)');
  } finally {
    mock.timers.reset();
  }
});
