import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Heard } from '../src/heard.ts';
import { LeftOut } from '../src/left-out.ts';
import type { Marker } from '../src/spec.ts';
import { type Launched, transcribe } from '../src/transcript.ts';

/** A step of session 0 (`a…`) or 1 (`b…`), sent as the `at`-th of the run. */
function step(name: string, at: number, more: Partial<Launched> = {}): Launched {
  return {
    step: { name, sql: name.toUpperCase(), session: name.startsWith('a') ? 0 : 1 },
    markers: [],
    at,
    doneAt: at,
    closedCircle: false,
    answer: () => ({ tables: [] }),
    ...more,
  };
}

const lines = (steps: readonly Launched[], heard: Heard[][] = [[], []]) =>
  transcribe(steps, heard, ['ann', 'bob']).trimEnd().split('\n');

describe('a transcript', () => {
  it('tells a step that waits, and its end when another step has let it go on', () => {
    assert.deepEqual(lines([step('a1', 0), step('b1', 1, { doneAt: 2 }), step('a2', 2)]), [
      'step a1: A1',
      'step b1: B1 <waiting ...>',
      'step a2: A2',
      'step b1: <... completed>',
    ]);
  });

  it('lets (*) hold a step back for one look', () => {
    assert.deepEqual(lines([step('a1', 0, { markers: [{ kind: 'once' }] }), step('b1', 1)]), [
      'step a1: A1 <waiting ...>',
      'step b1: B1',
      'step a1: <... completed>',
    ]);
  });

  it('lets a step wait for the report of another', () => {
    const b1 = step('b1', 1, { doneAt: 2 });
    const markers: Marker[] = [{ kind: 'step', step: b1.step }];
    const steps = [step('a1', 0, { markers }), b1, step('b2', 3)];
    // The marker counts for steps that are under way: b1 is not, when a1 is sent.
    assert.equal(lines(steps)[0], 'step a1: A1');
    const later = [b1, step('a1', 2, { markers })];
    assert.deepEqual(lines(later), [
      'step b1: B1 <waiting ...>',
      'step a1: A1 <waiting ...>',
      'step b1: <... completed>',
      'step a1: <... completed>',
    ]);
  });

  it('lets a step wait for notices of another session', () => {
    const b1 = step('b1', 1);
    const markers: Marker[] = [{ kind: 'notices', step: b1.step, count: 2 }];
    const notice = (at: number): Heard => ({ kind: 'notice', at, text: `NOTICE:  of ${at}` });
    const steps = [step('a1', 0, { markers }), b1, step('b2', 2)];
    assert.deepEqual(lines(steps, [[], [notice(1), notice(2)]]), [
      'step a1: A1 <waiting ...>',
      'bob: NOTICE:  of 1',
      'step b1: B1',
      'bob: NOTICE:  of 2',
      'step b2: B2',
      'step a1: <... completed>',
    ]);
  });

  it('tells what came of a deadlock when one of its sessions is needed', () => {
    const error = 'ERROR:  deadlock detected';
    const steps = [
      step('a1', 0, { doneAt: 1 }),
      step('b1', 1, { closedCircle: true, answer: () => ({ tables: [], error }) }),
      step('b2', 2),
    ];
    assert.deepEqual(lines(steps), [
      'step a1: A1 <waiting ...>',
      'step b1: B1 <waiting ...>',
      'step b1: <... completed>',
      error,
      'step a1: <... completed>',
      'step b2: B2',
    ]);
  });

  it('is refused when markers hold each other back', () => {
    const a1 = step('a1', 0);
    const b1 = step('b1', 1, { markers: [{ kind: 'step', step: a1.step }] });
    const waits = {
      ...a1,
      markers: [{ kind: 'step', step: b1.step } as const, { kind: 'once' } as const],
    };
    assert.throws(() => lines([waits, b1]), LeftOut);
  });
});
