import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, someShareAnInstance } from '@workbook/course';
import { type Finding, JobFailed, type Report } from '@workbook/judge';
import { testResultOf } from '../../src/attempt/test-result.ts';
import type { AttemptProgress } from '../../src/judging/attempt-progress.ts';
import { expectedRuns } from '../../src/judging/expected-runs.ts';
import { firstRunsOf } from '../../src/judging/first-runs.ts';
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

/** What a search that was stopped has left. */
const unfinished = { run: 1 };

interface Asked {
  readonly race: string;
  readonly options?: { readonly stateless?: boolean; readonly maxRuns?: number };
}

interface Asking {
  readonly path?: string;
  readonly failedLast?: string;
  readonly onProgress?: (now: AttemptProgress) => void;
}

/** Judges a step's finished code by judges who say of each race what `verdictOf` says. */
async function judged(
  verdictOf: (asked: Asked) => 'prevented' | 'possible' | 'inconclusive',
  findingOf: (behaviour: string) => Finding | Promise<Finding> = () => ({ verdict: 'holds' }),
  { path = anyFile, failedLast, onProgress = () => {} }: Asking = {},
) {
  const looked: string[] = [];
  const asked: Asked[] = [];
  const heard: AttemptProgress[] = [];
  const judges = {
    judge: async (job: Asked): Promise<Report> => {
      asked.push(job);
      const verdict = verdictOf(job);
      const exploration = { verdict, run: 1, ...(verdict === 'inconclusive' && { unfinished }) };
      return { race: job.race, ms: 0, exploration } as unknown as Report;
    },
    behave: async ({ behaviour }: { readonly behaviour: string }) => {
      looked.push(behaviour);
      return findingOf(behaviour);
    },
  };
  const file = { path, shown: 'accounts.ts' };
  const job = { course, step, version: '', file, ...(failedLast && { failedLast }) };
  const result = await judgeAttempt(job, judges, (now) => {
    heard.push(now);
    onProgress(now);
  });
  const stages = new Set(heard.map(({ stage }) => stage));
  return { result, asked, looked, stages, heard };
}

const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id);

describe('judgeAttempt, where the finished code keeps nothing in memory', () => {
  it('tries all races a little, then the open ones, then what memory could change', async () => {
    const { result, asked, stages } = await judged(({ race, options }) =>
      race === first.id && options?.maxRuns !== undefined ? 'inconclusive' : 'prevented',
    );
    assert.equal(result.verdict, 'green');
    const longestFirst = sharing.toSorted((a, b) => expectedRuns(step, b) - expectedRuns(step, a));
    assert.notDeepEqual(longestFirst, sharing);
    const little = { stopAtFirst: true, stateless: true };
    assert.deepEqual(
      asked.map(({ race, options }) => [race, options]),
      [
        ...races.map((one) => [one.id, { ...little, maxRuns: firstRunsOf(step, one) }]),
        [first.id, { stopAtFirst: true, stateless: true, goOnFrom: unfinished }],
        ...idsOf(longestFirst).map((id) => [id, { stopAtFirst: true, stateless: false }]),
      ],
    );
    assert.deepEqual([...stages], ['first', 'open', 'memory']);
  });

  it('does not ask what memory could change where there is evidently nothing in it', async () => {
    const evident = await judged(() => 'prevented', undefined, { path: step.file });
    assert.equal(evident.result.verdict, 'green');
    assert.equal(evident.result.kept, null);
    assert.deepEqual([...evident.stages], ['first', 'open']);
    assert.ok(evident.asked.every(({ options }) => options?.stateless === true));
  });

  it('says why it asks', async () => {
    const { result } = await judged(() => 'prevented');
    assert.match(result.kept?.place ?? '', /^project\.ts:\d+$/);
    assert.match(result.kept?.why ?? '', /import\.meta/);
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
    assert.ok(asked.every(({ options }) => options?.maxRuns !== undefined));
  });

  it('asks first for the race that failed last, with no other beside it', async () => {
    const last = races.at(-1)?.id;
    const { result, asked } = await judged(
      ({ race }) => (race === last ? 'possible' : 'prevented'),
      undefined,
      { failedLast: last },
    );
    assert.deepEqual(
      asked.map(({ race }) => race),
      [last],
    );
    assert.equal(result.failing?.race.id, last);
  });

  it('tells how each race stands, and takes nothing of that back', async () => {
    const { heard } = await judged(({ race, options }) =>
      race === first.id && options?.maxRuns !== undefined ? 'inconclusive' : 'prevented',
    );
    const settled = heard.map(
      (now) => now.races.filter(({ standing }) => standing === 'prevented').length,
    );
    assert.deepEqual(
      settled,
      settled.toSorted((a, b) => a - b),
    );
    assert.equal(settled.at(-1), races.length);
    const holding = heard.map(
      ({ tasks }) => tasks.filter(({ verdict }) => verdict === 'holds').length,
    );
    assert.deepEqual(
      holding,
      holding.toSorted((a, b) => a - b),
    );
    assert.equal(holding.at(-1), 4);
    // What has passed in its first orders is not known to be prevented where memory may still decide.
    const end = heard.findLast(({ stage }) => stage === 'open');
    const tried = end?.races.filter(({ standing }) => standing === 'tried').map(({ race }) => race);
    assert.deepEqual(tried, sharing);
  });

  it('is inconclusive where a race has no verdict', async () => {
    const { result } = await judged(({ race }) =>
      race === first.id ? 'inconclusive' : 'prevented',
    );
    assert.equal(result.verdict, 'inconclusive');
  });
});

describe('judgeAttempt, by the tasks of the lesson', () => {
  const behaviours = [
    'changes-at-once',
    'reads-without-waiting',
    'survives-a-failed-statement',
    'survives-a-lost-commit',
    'stores-as-before',
    'bounds-its-wait',
    'screens-outside',
  ];
  const verdicts = ({ result }: Awaited<ReturnType<typeof judged>>) =>
    result.tasks.map(({ verdict }) => verdict);

  it('looks at each behaviour that a task asks for, and says that all of them hold', async () => {
    const found = await judged(() => 'prevented');
    assert.deepEqual(found.looked, behaviours);
    assert.deepEqual(verdicts(found), ['holds', 'holds', 'holds', 'holds']);
  });

  it('is red where a task is not done, although no race fails', async () => {
    const why = 'expected a 503, and it was not answered';
    const found = await judged(
      () => 'prevented',
      (id) => (id === 'bounds-its-wait' ? { verdict: 'fails', why } : { verdict: 'holds' }),
    );
    assert.equal(found.result.verdict, 'red');
    assert.equal(found.result.failing, undefined);
    assert.deepEqual(verdicts(found), ['holds', 'holds', 'fails', 'holds']);
    assert.equal(found.result.tasks[2]?.why, why);
  });

  it('runs no race further once a task is not done', async () => {
    const { result, asked } = await judged(
      ({ options }) => (options?.maxRuns === undefined ? 'prevented' : 'inconclusive'),
      (id) =>
        id === 'bounds-its-wait' ? { verdict: 'fails', why: 'it waits' } : { verdict: 'holds' },
    );
    assert.equal(result.verdict, 'red');
    assert.ok(asked.every(({ options }) => options?.maxRuns !== undefined));
    const environment = { node: '24' };
    const file = { path: anyFile, shown: 'accounts.ts' };
    const { races: told, notRun } = testResultOf(result, step, file, environment);
    assert.deepEqual([told, notRun], [[], idsOf(races)]);
  });

  it('tells of a task as soon as what judges it is done, before any race is run to its end', async () => {
    const ticked = Promise.withResolvers<void>();
    let stage: string | undefined;
    await judged(
      ({ options }) => (options?.maxRuns === undefined ? 'prevented' : 'inconclusive'),
      async (id) => {
        if (id !== 'bounds-its-wait') await ticked.promise;
        return { verdict: 'holds' };
      },
      {
        onProgress: (now) => {
          if (now.tasks[2]?.verdict !== 'holds' || stage) return;
          ({ stage } = now);
          assert.ok(now.races.every(({ standing }) => standing === 'tried'));
          assert.equal(now.tasks[3]?.verdict, 'open');
          ticked.resolve();
        },
      },
    );
    assert.equal(stage, 'open');
  });

  it('is red by a race that fails late although a task cannot be looked at, and no verdict where none does', async () => {
    const judging = (verdict: 'possible' | 'prevented') =>
      judged(
        ({ race, options }) =>
          race !== first.id ? 'prevented' : options?.maxRuns ? 'inconclusive' : verdict,
        () => {
          throw new JobFailed('endless', 'it hangs');
        },
      );
    const { result } = await judging('possible');
    assert.deepEqual([result.verdict, result.failing?.race.id], ['red', first.id]);
    await assert.rejects(judging('prevented'), { kind: 'endless' });
  });

  it('is green where a behaviour cannot be judged on this code, and says which', async () => {
    const found = await judged(
      () => 'prevented',
      (id) =>
        id === 'screens-outside' ? { verdict: 'open', why: 'of that' } : { verdict: 'holds' },
    );
    assert.equal(found.result.verdict, 'green');
    assert.deepEqual(verdicts(found), ['holds', 'holds', 'holds', 'not judged']);
    assert.equal(found.result.tasks[3]?.why, 'because of that');
  });

  it('looks at none while a race fails, and leaves open what has no verdict', async () => {
    const found = await judged(({ race }) =>
      race === 'crossed-transfers-two-instances' ? 'possible' : 'prevented',
    );
    assert.deepEqual(found.looked, []);
    assert.deepEqual(verdicts(found), ['fails', 'fails', 'open', 'open']);
    assert.equal(found.result.tasks[1]?.why, 'crossed transfers, two instances can happen');
  });
});
