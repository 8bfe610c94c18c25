import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { hearSignals } from '../src/signals.ts';

/** Sends signals at times of the test's choice, and collects the exit codes. */
function hear(t: TestContext) {
  let nowMs = 1000;
  const exitCodes: unknown[] = [];
  t.mock.method(performance, 'now', () => nowMs);
  t.mock.method(process, 'exit', (code: unknown) => exitCodes.push(code));
  const source = new EventEmitter();
  const signals = hearSignals(source);
  const send = (signal: 'SIGINT' | 'SIGTERM', afterMs: number) => {
    nowMs += afterMs;
    source.emit(signal, signal);
  };
  return { exitCodes, send, signals, source };
}

describe('hearSignals', () => {
  it('resolves with the first signal', async (t) => {
    const { exitCodes, send, signals } = hear(t);
    send('SIGTERM', 0);
    assert.equal(await signals.first, 'SIGTERM');
    assert.deepEqual(exitCodes, []);
  });

  it('exits on a second one, with the code of that signal', (t) => {
    const { exitCodes, send } = hear(t);
    send('SIGINT', 0);
    send('SIGTERM', 1);
    send('SIGINT', 250);
    assert.deepEqual(exitCodes, [143, 130]);
  });

  it('takes a SIGINT right after the first signal for its echo', (t) => {
    const { exitCodes, send } = hear(t);
    send('SIGINT', 0);
    send('SIGINT', 249);
    assert.deepEqual(exitCodes, []);
    send('SIGINT', 1);
    assert.deepEqual(exitCodes, [130]);
  });

  it('hears nothing once disposed', (t) => {
    const { signals, source } = hear(t);
    assert.deepEqual(source.eventNames(), ['SIGINT', 'SIGTERM']);
    signals[Symbol.dispose]();
    assert.deepEqual(source.eventNames(), []);
  });
});
