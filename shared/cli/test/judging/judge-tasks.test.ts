import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { type Finding, JobFailed } from '@workbook/judge';
import type { RaceResult } from '../../src/judging/judge-races.ts';
import { findingsOf, taskVerdicts } from '../../src/judging/judge-tasks.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '06') as CourseStep;
const code = { file: '/accounts.ts' };

/** Judges that cannot look at the bound of the wait. */
const unable = (kind: JobFailed['kind']) => ({
  behave: async ({ behaviour }: { readonly behaviour: string }): Promise<Finding> => {
    if (behaviour === 'bounds-its-wait') throw new JobFailed(kind, 'it hangs');
    return { verdict: 'holds' };
  },
});

it('the task that a run has found not to be written yet fails, and says so', async () => {
  const third = course.find(({ number }) => number === '03') as CourseStep;
  const [race] = third.races;
  const detail = { wrong: { notWritten: 4 } };
  const report = { exploration: { verdict: 'possible', first: { detail } } };
  const tasks = await taskVerdicts(third, [{ race, report } as unknown as RaceResult], new Map());
  assert.deepEqual(
    tasks.filter(({ verdict }) => verdict === 'fails').map(({ number, why }) => [number, why]),
    [[4, 'it is not written yet']],
  );
});

it('a client that is turned away is the matter of the task that serves clients, and leaves others open', async () => {
  const seventh = course.find(({ number }) => number === '07') as CourseStep;
  const resultsWith = (wrong: object) =>
    [...course.flatMap(({ races }) => races)].map((race) => {
      const report = { exploration: { verdict: 'possible', first: { detail: { wrong } } } };
      return { race, report } as unknown as RaceResult;
    });
  const verdictsWith = async (wrong: object) =>
    (await taskVerdicts(seventh, resultsWith(wrong), new Map())).map(({ verdict }) => verdict);
  assert.deepEqual(await verdictsWith({ isTurnedAway: true }), [
    ...['open', 'open', 'fails', 'open', 'open', 'open'],
  ]);
  assert.deepEqual(await verdictsWith({}), ['fails', 'open', 'fails', 'fails', 'fails', 'fails']);
});

describe('a behaviour that cannot be looked at', () => {
  it('is an error, which says what was looked at', async () => {
    await assert.rejects(findingsOf(step, code, unable('endless')), {
      kind: 'endless',
      message:
        'while it was looked at whether a change waits for a row no longer than a bound, it hangs',
    });
  });

  it('is left open where the code does not do the same thing twice', async () => {
    const findings = await findingsOf(step, code, unable('not-reproducible'));
    assert.deepEqual(findings.get('bounds-its-wait'), { verdict: 'open', why: 'it hangs' });
    assert.deepEqual(findings.get('screens-outside'), { verdict: 'holds' });
  });

  it('is left open where the verdict is known without it', async () => {
    const findings = await findingsOf(step, code, unable('endless'), { settled: true });
    assert.deepEqual(findings.get('bounds-its-wait'), { verdict: 'open', why: 'it hangs' });
  });
});
