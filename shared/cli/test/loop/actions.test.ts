import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { whyNoVerdict } from '../../src/loop/actions.ts';
import { firstState, type LoopState, showing } from '../../src/loop/state.ts';
import { facts } from '../support/loop-states.ts';

const state = (change: Partial<LoopState>): LoopState => ({
  ...firstState(facts),
  ...change,
});
const lesson = showing({ kind: 'text', text: 'the lesson' });

describe('where there is no verdict, the loop says what comes first', () => {
  for (const [what, isBegun, change, sentence] of [
    ['the step is not begun', false, showing({ kind: 'begin' }), 'Enter begins this step.'],
    ['the same, in the lesson', false, lesson, 'b goes back; there, Enter begins this step.'],
    ['the code is judged', true, {}, 'Your attempt is still being judged.'],
    ['it cannot be judged', true, { problem: 'x' }, 'Mend what is said above, and save.'],
    [
      'the same, in the lesson',
      true,
      { ...lesson, problem: 'x' },
      'The attempt cannot be judged yet: b says why.',
    ],
  ] as const)
    it(`${what}: ${sentence}`, () => assert.equal(whyNoVerdict(isBegun, state(change)), sentence));
});
