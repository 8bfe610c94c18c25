import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import { loadPlans } from '../../src/load/plan.ts';

const course = await loadCourse();

/** The race that asks, of a few operations, what this load asks of thousands of requests. */
const raceOf = {
  'shared 1': 'lost-update',
  'shared 2': 'lost-update-two-instances',
  'own 2': 'other-accounts-two-instances',
  'owned 2': 'two-openings-one-owner-two-instances',
} as Record<string, string>;

describe('the plan of the loads', () => {
  it('has every step', () => {
    const planned = new Set(loadPlans.map(({ step }) => step));
    assert.deepEqual(
      [...planned],
      course.map(({ number }) => number),
    );
  });

  for (const { step, processes, accounts, exact, kill, mayBeHalf } of loadPlans) {
    const { claims = {} } = course.find(({ number }) => number === step) ?? {};
    const race = raceOf[`${accounts} ${processes}`] ?? '';

    it(`asks of step ${step}, ${processes} × ${accounts}, what the step claims`, () => {
      assert.equal(claims[race] === 'prevented', exact, `${race} is ${claims[race]}`);
    });

    if (kill !== 'halfway') continue;
    it(`kills step ${step} only where a crash is claimed to be survived`, () => {
      assert.equal(claims['crash-in-a-deposit'], 'prevented');
      // Steps before 05 say nothing of a crash in a transfer; the file of step 02 is whole all the same.
      if (step !== '02') assert.equal(claims['crash-in-a-transfer'] === 'prevented', !mayBeHalf);
    });
  }
});
