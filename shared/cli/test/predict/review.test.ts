import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Asked } from '../../src/loop/asked.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
beforeEach(() => home.empty());

describe('the key for predictions', () => {
  it('says on the screen of the loop that nothing is due, which a plain terminal would not keep', async () => {
    const { loadCourse } = await import('@workbook/course');
    const { predict } = await import('../../src/loop/predicting.ts');
    const { rememberPrediction } = await import('../../src/predict/score.ts');
    const { dayOf } = await import('../../src/predict/leitner.ts');
    const course = await loadCourse();
    rememberPrediction({ step: '01' }, true, dayOf(new Date()));
    const asked: Pick<Asked, 'course' | 'step' | 'visit'> = {
      course,
      step: course[0] as Asked['step'],
      visit: async () => assert.fail('the screen of the loop was left'),
    };
    const { message } = await predict(asked as Asked);
    assert.equal(message, 'Nothing is due today: the next step has more.');
  });
});
