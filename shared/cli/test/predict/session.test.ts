import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Asking } from '../../src/predict/asking.ts';
import { type Answers, askOne } from '../../src/predict/session.ts';
import { quietly } from '../support/own-home.ts';

const asking = (canHappen: boolean | undefined): Asking => ({
  text: 'Can it be lost?',
  reveal: async () => ({ canHappen, text: 'the timeline' }),
});

/** Asks with these answers; resolves with what is printed, counted, and whether it goes on. */
async function session(
  question: Asking,
  given: readonly string[],
  turnsPages = true,
  isLast = false,
) {
  const rest = [...given];
  const counted: boolean[] = [];
  const answers: Answers = {
    next: async () => rest.shift(),
    turnsPages,
    [Symbol.dispose]: () => {},
  };
  let goesOn: boolean | undefined;
  const shown = await quietly(async () => {
    const count = (right: boolean) => {
      counted.push(right);
      return 'Your score: 1 of 2.';
    };
    goesOn = await askOne(question, answers, count, isLast);
  });
  return { shown, counted, goesOn, rest };
}

describe('a question of workbook predict', () => {
  it('takes y for "can happen", and keeps the explanation until a key is pressed', async () => {
    const { shown, counted, goesOn, rest } = await session(asking(true), ['y', 'space', 'y']);
    assert.match(shown, /^Can it be lost\?\n\ny can happen {3}n cannot happen {3}q leaves\n/);
    assert.match(shown, /\n\nthe timeline\n\nRight: it can happen\. Your score: 1 of 2\.\n/);
    assert.match(shown, /\nq leaves, any other key asks the next one\.\n/);
    assert.deepEqual([counted, goesOn, rest], [[true], true, ['y']]);
  });

  it('takes n for "cannot happen"', async () => {
    const { shown, counted } = await session(asking(true), ['n', 'n']);
    assert.match(shown, /\nWrong: it can happen\./);
    assert.deepEqual(counted, [false]);
    assert.match((await session(asking(false), ['n', 'n'])).shown, /\nRight: it cannot happen\./);
  });

  it('says what is wanted, and waits for it', async () => {
    const { shown, counted } = await session(asking(false), ['x', 'return', 'y', 'y']);
    assert.match(shown, /\n"x" is no answer: y can happen {3}n cannot happen {3}q leaves\n/);
    assert.match(shown, /\n"Enter" is no answer: /);
    assert.deepEqual(counted, [false]);
  });

  it('ends at q, at Esc, and with the input, and counts nothing then', async () => {
    for (const given of [['q'], ['escape'], []]) {
      const { shown, counted, goesOn } = await session(asking(true), given);
      assert.doesNotMatch(shown, /the timeline/);
      assert.deepEqual([counted, goesOn], [[], false]);
    }
    assert.equal((await session(asking(true), ['y', 'q'])).goesOn, false);
  });

  it('offers no next one after the last', async () => {
    const { shown } = await session(asking(true), ['y', 'y'], true, true);
    assert.match(shown, /\nThat is all for today: the next step has more\. Any key leaves\.\n$/m);
    assert.doesNotMatch(shown, /asks the next one/);
  });

  it('goes on at once where the answers are lines', async () => {
    const { goesOn, shown, rest } = await session(asking(true), ['y', 'n'], false);
    assert.deepEqual([goesOn, rest], [true, ['n']]);
    assert.doesNotMatch(shown, /any other key/);
  });

  it('counts nothing where no run has told', async () => {
    const { shown, counted } = await session(asking(undefined), ['y', 'y']);
    assert.match(shown, /\nNo verdict\.\n/);
    assert.deepEqual(counted, []);
  });
});
