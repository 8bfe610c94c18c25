import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, type Race } from '@workbook/course';
import { JobFailed, type Report } from '@workbook/judge';
import { expectedRuns } from '../../src/judging/expected-runs.ts';
import { firstRuns } from '../../src/judging/first-runs.ts';
import { racesToPrevent } from '../../src/judging/judge-attempt.ts';
import { judgeWhole } from '../../src/judging/judge-whole.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '05') as CourseStep;
const races = racesToPrevent(course, step).slice(0, 2);
const left = { run: firstRuns };

/** The first race comes to its end at once; the second is `first` after its first runs, and prevented after all. */
function judgesOf(first: 'inconclusive' | 'possible') {
  const asked: unknown[] = [];
  return {
    asked,
    judge: async ({ race, options }: { race: string; options?: { maxRuns?: number } }) => {
      asked.push([race, options]);
      const isWhole = race === races[0]?.id || options?.maxRuns === undefined;
      const verdict = isWhole ? 'prevented' : first;
      const unfinished = verdict === 'inconclusive' ? left : undefined;
      return { race, ms: 0, exploration: { verdict, run: 1, unfinished } } as unknown as Report;
    },
  };
}

const verdictsOf = async (judges: ReturnType<typeof judgesOf>) => {
  const code = { step, file: step.file };
  const onLikely = () => judges.asked.push('likely');
  const bounds = { stateless: true };
  const { results, probablyGreenMs } = await judgeWhole(races, code, judges, bounds, { onLikely });
  const verdicts = results.map(({ report }) => report?.exploration.verdict);
  return { verdicts, isLikely: probablyGreenMs !== null };
};

describe('judgeWhole', () => {
  it('goes on where the first round has stopped, with no race that has come to its end', async () => {
    const judges = judgesOf('inconclusive');
    assert.deepEqual(await verdictsOf(judges), {
      verdicts: ['prevented', 'prevented'],
      isLikely: true,
    });
    const first = { stopAtFirst: true, stateless: true, maxRuns: firstRuns };
    const rest = { stopAtFirst: true, stateless: true, goOnFrom: left };
    const [ended, open] = races.map(({ id }) => id);
    assert.deepEqual(judges.asked, [[ended, first], [open, first], 'likely', [open, rest]]);
  });

  it('takes a race of a few more runs to its end at once', async () => {
    const bank = course.find(({ number }) => number === '02') as CourseStep;
    const asked = new Map<string, number | undefined>();
    const judge = async ({ race, options }: { race: string; options?: { maxRuns?: number } }) => {
      asked.set(race, options?.maxRuns);
      return { race, ms: 0, exploration: { verdict: 'prevented', run: 1 } } as unknown as Report;
    };
    const all = racesToPrevent(course, bank);
    await judgeWhole(all, { step: bank, file: bank.file }, { judge }, {});
    const few = all.find(({ id }) => id === 'crash-between-close-and-open') as Race;
    const expected = expectedRuns(bank, few);
    assert.ok(expected > firstRuns && (asked.get(few.id) ?? 0) >= expected, `${expected} runs`);
    assert.equal(asked.get('lost-update'), firstRuns);
  });

  it('is not likely to be green where a first order fails, and asks for no more of that race', async () => {
    const judges = judgesOf('possible');
    assert.deepEqual(await verdictsOf(judges), {
      verdicts: ['prevented', 'possible'],
      isLikely: false,
    });
    assert.equal(judges.asked.length, 2);
  });

  it('asks no race again that cannot begin, where one before it fails', async () => {
    const judge = async ({ race }: { race: string }) => {
      if (race !== races[0]?.id) throw new JobFailed('set-up-failed', 'not written yet: task 3');
      return { race, ms: 0, exploration: { verdict: 'possible', run: 1 } } as unknown as Report;
    };
    const code = { step, file: step.file };
    const { results } = await judgeWhole(races, code, { judge }, {});
    assert.deepEqual(
      results.map(({ report, refusal }) => report?.exploration.verdict ?? refusal?.kind),
      ['possible', 'set-up-failed'],
    );
  });
});
