import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, someShareAnInstance } from '@workbook/course';
import { type Report } from '@workbook/judge';
import { judgeAttempt, racesToPrevent } from '../../src/judging/judge-attempt.ts';

const course = await loadCourse();
// Its finished code keeps nothing in memory, and some of its races have one instance.
const step = course.find(({ number }) => number === '06') as CourseStep;
const races = racesToPrevent(course, step);
const sharing = races.filter(someShareAnInstance);
const [first] = races;
assert.ok(step.stateless && first && sharing.length > 0 && sharing.length < races.length);

/** Its types are checked: the judges here do not look at it. */
const anyFile = join(import.meta.dirname, '../support/project.ts');

interface Asked {
  readonly race: string;
  readonly options?: { readonly stateless?: boolean; readonly maxRuns?: number };
}

/** Judges a step's finished code by judges who say of each race what `verdictOf` says. */
async function judged(verdictOf: (asked: Asked) => 'prevented' | 'possible' | 'inconclusive') {
  const asked: Asked[] = [];
  const confirming = new Set<boolean>();
  const judges = {
    judge: async (job: Asked): Promise<Report> => {
      asked.push(job);
      const exploration = { verdict: verdictOf(job), run: 1 };
      return { race: job.race, ms: 0, exploration } as unknown as Report;
    },
  };
  const job = { course, step, version: '', file: { path: anyFile, shown: 'accounts.ts' } };
  const result = await judgeAttempt(job, judges, (now) => confirming.add(now.confirming));
  return { result, asked, confirming };
}

const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

describe('judgeAttempt, where the finished code keeps nothing in memory', () => {
  it('tries all races a little, then the open ones, then what memory could change', async () => {
    const { result, asked, confirming } = await judged(({ race, options }) =>
      race === first.id && options?.maxRuns !== undefined ? 'inconclusive' : 'prevented',
    );
    assert.equal(result.verdict, 'green');
    const little = { stopAtFirst: true, stateless: true, maxRuns: 25 };
    assert.deepEqual(
      asked.map(({ race, options }) => [race, options]),
      [
        ...idsOf(races).map((id) => [id, little]),
        [first.id, { stopAtFirst: true, stateless: true }],
        ...idsOf(sharing).map((id) => [id, { stopAtFirst: true }]),
      ],
    );
    assert.deepEqual([...confirming], [false, true]);
  });

  it('is red where a race fails only because of memory', async () => {
    const [shared] = sharing;
    const { result } = await judged(({ race, options }) =>
      race === shared?.id && !options?.stateless ? 'possible' : 'prevented',
    );
    assert.deepEqual([result.verdict, result.failing?.race.id], ['red', shared?.id]);
  });

  it('goes no further once a race has failed', async () => {
    const { result, asked } = await judged(({ race }) =>
      race === first.id ? 'possible' : 'prevented',
    );
    assert.equal(result.verdict, 'red');
    assert.ok(asked.every(({ options }) => options?.maxRuns === 25));
  });

  it('is inconclusive where a race has no verdict', async () => {
    const { result } = await judged(({ race }) =>
      race === first.id ? 'inconclusive' : 'prevented',
    );
    assert.equal(result.verdict, 'inconclusive');
  });
});
