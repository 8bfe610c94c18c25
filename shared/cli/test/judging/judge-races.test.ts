import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { JobFailed, type Progress, type Report } from '@workbook/judge';
import { racesToPrevent } from '../../src/judging/judge-attempt.ts';
import { type JudgingOptions, judgeRaces } from '../../src/judging/judge-races.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '05') as CourseStep;
const races = racesToPrevent(course, step).slice(0, 3);
const [first, second, third] = races.map(({ id }) => id);

type Answer =
  | 'prevented'
  | 'possible'
  | 'endless'
  | 'not-reproducible'
  | 'cannot-load'
  | 'set-up-failed';

/**
 * Judges who answer at once, but for the first race: they answer that when the second is answered.
 * A race without an answer goes on until it is stopped.
 */
function judgesWhoSay(ofFirst: Answer, ofSecond: Answer, ofThird?: Answer) {
  const answered = Promise.withResolvers<void>();
  const answer = (verdict: Answer, race: string) => {
    if (verdict !== 'prevented' && verdict !== 'possible')
      throw new JobFailed(verdict, `${race} says ${verdict}`);
    return { race, ms: 0, exploration: { verdict, run: 1 } } as Report;
  };
  const asked: { race: string; options: unknown }[] = [];
  return {
    asked,
    judge: async (
      { race, options }: { race: string; options?: unknown },
      _onProgress?: unknown,
      signal?: AbortSignal,
    ): Promise<Report> => {
      asked.push({ race, options });
      if (race === first) {
        await answered.promise;
        return answer(ofFirst, race);
      }
      if (race === third && !ofThird) {
        if (!signal?.aborted)
          await new Promise((stopped) => signal?.addEventListener('abort', stopped));
        throw new JobFailed('stopped', 'stopped');
      }
      try {
        return answer((race === second ? ofSecond : ofThird) ?? 'prevented', race);
      } finally {
        if (race === second) setImmediate(answered.resolve);
      }
    },
  };
}

const judge = (judges: ReturnType<typeof judgesWhoSay>, options: JudgingOptions = {}) =>
  judgeRaces(races, { step, file: step.file }, judges, options);

const verdictsOf = (results: Awaited<ReturnType<typeof judge>>) =>
  results.map(({ race, report, refusal }) => [
    race.id,
    report?.exploration.verdict ?? refusal?.kind,
  ]);

describe('judgeRaces, until one fails', () => {
  const untilOneFails = (ofFirst: Answer, ofSecond: Answer) =>
    judge(judgesWhoSay(ofFirst, ofSecond), { untilOneFails: true });

  it('says of the first race what is wrong, when two cannot be judged', async () => {
    await assert.rejects(
      untilOneFails('endless', 'endless'),
      new RegExp(`^JobFailed: in the race "${races[0]?.name}", ${first} says endless$`),
    );
  });

  it('fails when a race fails before one that cannot be judged', async () => {
    assert.deepEqual(verdictsOf(await untilOneFails('possible', 'endless')), [[first, 'possible']]);
  });

  it('cannot judge when a race cannot be judged before one that fails', async () => {
    await assert.rejects(untilOneFails('endless', 'possible'), new RegExp(`${first} says endless`));
  });

  it('has the results of the races before the one that fails, and stops those after it', async () => {
    const results = await untilOneFails('prevented', 'possible');
    assert.deepEqual(verdictsOf(results), [
      [first, 'prevented'],
      [second, 'possible'],
    ]);
  });
});

describe('judgeRaces', () => {
  it('goes on when a race fails, each race up to its first order that fails', async () => {
    const judges = judgesWhoSay('possible', 'not-reproducible', 'prevented');
    const heard: [done: number, race: string][] = [];
    const results = await judge(judges, {
      boundsOf: () => ({ maxRuns: 7 }),
      onProgress: ({ done, race }) => heard.push([done, race]),
    });
    assert.deepEqual(verdictsOf(results), [
      [first, 'possible'],
      [second, 'not-reproducible'],
      [third, 'prevented'],
    ]);
    const options = { stopAtFirst: true, maxRuns: 7 };
    assert.deepEqual(
      judges.asked,
      races.map(({ id: race }) => ({ race, options })),
    );
    assert.deepEqual(heard.at(-1), [3, races[0]?.name]);
  });

  it('tells only the runs that are new, of a search that goes on', async () => {
    const heard: number[] = [];
    const judges = {
      judge: async (
        { race }: { race: string },
        onProgress?: (progress: Progress) => void,
      ): Promise<Report> => {
        onProgress?.({ run: 9, waiting: 1, failing: 0 });
        return { race, ms: 0, exploration: { verdict: 'prevented', run: 10 } } as Report;
      },
    };
    await judgeRaces(races.slice(0, 1), { step, file: step.file }, judges, {
      boundsOf: () => ({ goOnFrom: { run: 7 } }),
      onProgress: ({ runs }) => heard.push(runs),
    });
    assert.deepEqual(heard, [2, 3]);
  });

  it('goes on when a race cannot begin for the reason that one before it fails', async () => {
    const judges = judgesWhoSay('possible', 'set-up-failed', 'prevented');
    assert.deepEqual(verdictsOf(await judge(judges)), [
      [first, 'possible'],
      [second, 'set-up-failed'],
      [third, 'prevented'],
    ]);
    await assert.rejects(
      judge(judgesWhoSay('prevented', 'set-up-failed', 'prevented')),
      new RegExp(`${second} says set-up-failed`),
    );
    // Where nothing comes before, none of the others is asked any longer.
    await assert.rejects(
      judge(judgesWhoSay('set-up-failed', 'prevented')),
      new RegExp(`${first} says set-up-failed`),
    );
  });

  it('stops all when one cannot be judged, and does not name a race where none is to blame', async () => {
    await assert.rejects(
      judge(judgesWhoSay('prevented', 'cannot-load')),
      new RegExp(`^JobFailed: ${second} says cannot-load$`),
    );
  });

  it('is stopped by its signal', async () => {
    const stop = new AbortController();
    const judging = judge(judgesWhoSay('prevented', 'prevented'), { signal: stop.signal });
    stop.abort();
    await assert.rejects(judging, { kind: 'stopped' });
  });
});
