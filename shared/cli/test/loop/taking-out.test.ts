import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse, type Protection } from '@workbook/course';
import type { Asked } from '../../src/loop/asked.ts';
import { type Change, firstState, type View } from '../../src/loop/state.ts';
import { takeOutTyped, typeDigit } from '../../src/loop/taking-out.ts';
import { facts } from '../support/loop-states.ts';

const course = await loadCourse();

/** What a key meets on the page of so many protections, and every doing that it shows. */
function on(count: number, typed?: number) {
  const protections = Array(count).fill({ title: 'a lock' }) as Protection[];
  const view: View = { kind: 'break', protections, ...(typed !== undefined && { typed }) };
  const doings: unknown[] = [];
  const asked = {
    ...{ course, step: course[0], state: { ...firstState(facts), view }, width: 80 },
    workshop: {},
    show: ({ doing }: Change) => doings.push(doing),
  } as unknown as Asked;
  return { asked, doings };
}

const typedIn = (view: View | undefined) => (view?.kind === 'break' ? view.typed : undefined);

describe('the number of a protection', () => {
  it('is whole as soon as no digit can make it longer', async () => {
    for (const [digit, count, typed] of [
      [2, 9, undefined],
      [3, 22, undefined],
      [2, 22, 2],
      [0, 10, 1],
    ] as const) {
      const { asked, doings } = on(count, typed);
      // There is no pool to run anything on: that it was tried is what matters.
      await assert.rejects(typeDigit(digit, asked), TypeError);
      assert.equal(doings[0], 'running step 01 without it');
    }
  });

  it('waits for a second digit, or Enter, where there are that many', async () => {
    const { asked, doings } = on(22);
    const { view, message } = await typeDigit(1, asked);
    assert.equal(typedIn(view), 1);
    assert.equal(message, 'Enter takes out number 1, a second digit one of 10 to 19.');
    const { message: short } = await typeDigit(1, on(10).asked);
    assert.equal(short, 'Enter takes out number 1, a second digit 10.');
    assert.deepEqual(doings, []);
    await assert.rejects(takeOutTyped(on(22, 1).asked), TypeError);
  });

  it('begins anew after one that no protection has', async () => {
    for (const [digit, typed] of [
      [0, undefined],
      [9, 2],
    ] as const) {
      const { view, message } = await typeDigit(digit, on(22, typed).asked);
      assert.equal(message, 'There are 22 protections.');
      assert.equal(typedIn(view), undefined);
    }
    assert.equal((await takeOutTyped(on(22).asked)).message, 'Type the number of a protection.');
  });
});
