import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, JobFailed, loadCourse, type Report } from '@workbook/race-test';
import { judgeAttempt, racesToPrevent } from '../src/judging/judge-attempt.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '05') as CourseStep;
const [first, second] = racesToPrevent(course, step).map(({ id }) => id);

type Answer = 'prevented' | 'possible' | 'endless';

/** Judges who answer at once, but for the first race: they answer that when the second is answered. */
function judgesWhoSay(ofFirst: Answer, ofSecond: Answer) {
  const answered = Promise.withResolvers<void>();
  const answer = (verdict: Answer, race: string) => {
    if (verdict === 'endless') throw new JobFailed('endless', `${race} has no end`);
    return { race, ms: 0, exploration: { verdict, run: 1 } } as Report;
  };
  return {
    judge: async ({ race }: { race: string }): Promise<Report> => {
      if (race === first) {
        await answered.promise;
        return answer(ofFirst, race);
      }
      try {
        return answer(race === second ? ofSecond : 'prevented', race);
      } finally {
        if (race === second) setImmediate(answered.resolve);
      }
    },
  };
}

const judge = (ofFirst: Answer, ofSecond: Answer) =>
  judgeAttempt(
    { course, step, version: '', file: { path: step.file, shown: 'accounts.ts' } },
    judgesWhoSay(ofFirst, ofSecond),
  );

describe('judgeAttempt, whoever is faster', () => {
  it('says of the first race what is wrong, when two cannot be judged', async () => {
    await assert.rejects(judge('endless', 'endless'), new RegExp(`${first} has no end`));
  });

  it('is red when a race fails before one that cannot be judged', async () => {
    const { verdict, failing } = await judge('possible', 'endless');
    assert.deepEqual([verdict, failing?.race.id], ['red', first]);
  });

  it('cannot judge when a race cannot be judged before one that fails', async () => {
    await assert.rejects(judge('endless', 'possible'), new RegExp(`${first} has no end`));
  });

  it('names the first race that fails, when two do', async () => {
    const { failing } = await judge('possible', 'possible');
    assert.equal(failing?.race.id, first);
  });
});
