import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { progressLine } from '../../src/text/progress-line.ts';

/** A stream that keeps what is written to it. */
function streamOf(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY, columns: 20, write } as never };
}

describe('progressLine', () => {
  it('gives a sign of life every ten seconds where there is no terminal, and none of short work', () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const { written, stream } = streamOf(false);
      const progress = progressLine(stream);
      progress.show('1 of 3 done');
      mock.timers.tick(9999);
      assert.deepEqual(written, []);
      mock.timers.tick(1);
      progress.show('2 of 3 done');
      mock.timers.tick(20_000);
      progress[Symbol.dispose]();
      mock.timers.tick(60_000);
      assert.deepEqual(written, [
        '1 of 3 done (10 s)\n',
        '2 of 3 done (20 s)\n',
        '2 of 3 done (30 s)\n',
      ]);
    } finally {
      mock.timers.reset();
    }
  });

  it('has nothing to say before anything was shown', () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const { written, stream } = streamOf(false);
      using _progress = progressLine(stream);
      mock.timers.tick(30_000);
      assert.deepEqual(written, []);
    } finally {
      mock.timers.reset();
    }
  });

  it('says what stays, and then waits for the user without a sign of life', () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const { written, stream } = streamOf(false);
      using progress = progressLine(stream);
      progress.show('running');
      progress.say('Attach a debugger.');
      mock.timers.tick(30_000);
      assert.deepEqual(written, ['Attach a debugger.\n']);
    } finally {
      mock.timers.reset();
    }
  });

  it('begins anew after it has ended', () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const { written, stream } = streamOf(false);
      using progress = progressLine(stream);
      progress.show('the first save');
      mock.timers.tick(15_000);
      progress[Symbol.dispose]();
      progress.show('the second save');
      mock.timers.tick(10_000);
      assert.deepEqual(written, ['the first save (10 s)\n', 'the second save (10 s)\n']);
    } finally {
      mock.timers.reset();
    }
  });

  it('counts the seconds on a terminal from the second one on, anew for each text, and keeps them in sight', () => {
    const term = process.env.TERM;
    process.env.TERM = 'xterm';
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const { written, stream } = streamOf(true);
      const progress = progressLine(stream);
      const texts = () => written.splice(0).filter((text) => !text.startsWith('\u001b'));
      progress.show('loading your code, all of it');
      mock.timers.tick(1999);
      assert.deepEqual(texts(), ['loading your code, ']);
      mock.timers.tick(1001);
      assert.deepEqual(texts(), ['loading your  (2 s)', 'loading your  (3 s)']);
      progress.show('another');
      progress.show('another');
      mock.timers.tick(2000);
      assert.deepEqual(texts(), ['another', 'another (2 s)']);
      progress[Symbol.dispose]();
      mock.timers.tick(10_000);
      assert.deepEqual(texts(), []);
    } finally {
      mock.timers.reset();
      process.env.TERM = term;
    }
  });

  it('writes one line again and again on a terminal, never wider than that, and removes it', () => {
    const term = process.env.TERM;
    process.env.TERM = 'xterm';
    const { written, stream } = streamOf(true);
    const progress = progressLine(stream);
    progress.show('a text that is wider than twenty columns');
    progress[Symbol.dispose]();
    process.env.TERM = term;
    const texts = written.filter((text) => !text.startsWith('\u001b'));
    assert.deepEqual(texts, ['a text that is wide']);
    assert.ok(written.at(-1)?.startsWith('\u001b'));
  });
});
