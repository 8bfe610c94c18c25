import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadCourse, loadHints } from '@workbook/course';
import { answerOf, questionOf } from '../../src/attempt/prediction.ts';
import { type Workshop, withWorkshop } from '../../src/judging/workshop.ts';

const course = await loadCourse();

describe('the answer to the question before each step', () => {
  let workshop: Workshop;
  const over = Promise.withResolvers<void>();
  let closed: Promise<void>;
  before(async () => {
    const open = Promise.withResolvers<Workshop>();
    closed = withWorkshop(
      course,
      () => {},
      async (one) => {
        open.resolve(one);
        await over.promise;
      },
    );
    closed.catch(open.reject);
    workshop = await open.promise;
  });
  after(async () => {
    over.resolve();
    await closed;
  });

  for (const step of course)
    it(`of step ${step.number} is what the course claims, with a run that shows it`, async () => {
      const question = await questionOf(course, step);
      const { prediction } = await loadHints(step);
      const { verdict, picture, why } = await answerOf(question, workshop);
      const claim =
        prediction.on === 'start' ? 'possible' : (step.claims[prediction.race] ?? 'possible');
      assert.equal(verdict, claim);
      assert.equal(why, prediction.why);
      // Where it cannot happen, the run has to show what stands in the way.
      const shows =
        verdict === 'possible' ? /▶/ : /… waits|→ no row|crash|readFile[^]*= 200[^]*readFile/;
      assert.match(picture ?? '', shows);
      assert.equal(/▶/.test(picture ?? ''), verdict === 'possible');
    });
});
