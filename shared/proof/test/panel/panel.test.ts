import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse, simplePromises } from '@workbook/course';
import { type Finding, JobFailed, type Report } from '@workbook/judge';
import { ScriptError } from '@workbook/services';
import {
  type Attempt,
  attemptsAt,
  type Because,
  becauseIn,
  stepsWithAttempts,
} from '../../src/panel/attempts.ts';
import { judgeAttempt, type PanelPool } from '../../src/panel/judge-attempt.ts';
import { attemptText, sumText } from '../../src/panel/table.ts';

const course = await loadCourse();

/** The judge's answers are given, so that what the panel makes of each can be seen. */
function poolThatSays(say: (race: string) => Partial<Report['exploration']>): PanelPool {
  return {
    judge: async ({ race }) =>
      ({ race, ms: 0, exploration: { verdict: 'prevented', ...say(race) } }) as Report,
    behave: async () => ({ verdict: 'holds' }),
  };
}

const failing = {
  verdict: 'possible',
  first: {
    text: 'AAB',
    violation: 'money is gone',
    turns: [],
    schedule: [],
    detail: { exchanges: [] },
  },
} as unknown as Partial<Report['exploration']>;

const wrong: Attempt = {
  step: '04',
  name: 'wrong/unlocked',
  file: '/unlocked.ts',
  because: {
    sentence: 'there is no lock',
    races: ['lost-update'],
    behaviours: [],
    shows: [/money is gone/],
    failure: undefined,
  },
};
const right: Attempt = { ...wrong, name: 'right/locked', because: undefined };

describe('judgeAttempt', () => {
  it('is content with a wrong attempt that is red and shows its reason', async () => {
    const result = await judgeAttempt(
      wrong,
      course,
      poolThatSays(() => failing),
    );
    assert.equal(result.surprise, null);
    assert.equal(result.verdict, 'red');
    assert.equal(result.schedule, 'AAB');
  });

  it('is surprised by a wrong attempt that is green', async () => {
    const result = await judgeAttempt(
      wrong,
      course,
      poolThatSays(() => ({})),
    );
    assert.match(result.surprise ?? '', /lost-update is green, not red/);
  });

  it('is surprised by a wrong attempt that is red for another reason', async () => {
    const because = { ...wrong.because, shows: [/deadlock/] } as Attempt['because'];
    const result = await judgeAttempt(
      { ...wrong, because },
      course,
      poolThatSays(() => failing),
    );
    assert.match(result.surprise ?? '', /does not show \/deadlock\//);
  });

  it('is surprised by a race that the step does not promise', async () => {
    const because = { ...wrong.because, races: ['crash-in-a-transfer'] } as Attempt['because'];
    const result = await judgeAttempt(
      { ...wrong, because },
      course,
      poolThatSays(() => failing),
    );
    assert.match(result.surprise ?? '', /step 04 does not promise crash-in-a-transfer/);
  });

  it('takes a failure for a reason only where the author has named it', async () => {
    const pool: PanelPool = {
      judge: async () => {
        throw new JobFailed('endless', 'money is gone for ever');
      },
      behave: async () => ({ verdict: 'holds' }),
    };
    const endless = { ...wrong.because, failure: 'endless' } as Attempt['because'];
    assert.equal((await judgeAttempt({ ...wrong, because: endless }, course, pool)).surprise, null);
    const result = await judgeAttempt(wrong, course, pool);
    assert.match(result.surprise ?? '', /endless, not red: money is gone for ever/);
  });

  it('wants the behaviours to fail that a wrong attempt names, and to say what its author has written', async () => {
    const unbound: Attempt = {
      ...wrong,
      because: {
        ...(wrong.because as Because),
        races: [],
        behaviours: ['keeps-its-context'],
        shows: [/another context/],
      },
    };
    const saying = (finding: Finding): PanelPool => ({
      ...poolThatSays(() => ({})),
      behave: async () => finding,
    });
    const judged = (finding: Finding) => judgeAttempt(unbound, course, saying(finding));
    const red = await judged({ verdict: 'fails', why: 'another context came' });
    assert.deepEqual(
      [red.verdict, red.race, red.schedule, red.surprise],
      ['red', 'keeps-its-context', null, null],
    );
    const other = await judged({ verdict: 'fails', why: 'no answer' });
    assert.match(other.surprise ?? '', /does not show \/another context\//);
    const kept = await judged({ verdict: 'holds' });
    assert.match(kept.surprise ?? '', /keeps-its-context is green, not red/);
    const unasked = { ...unbound.because, behaviours: ['gives-up'] } as Because;
    const excess = await judgeAttempt(
      { ...unbound, because: unasked },
      course,
      saying({ verdict: 'fails', why: 'another context' }),
    );
    assert.match(excess.surprise ?? '', /step 04 does not promise gives-up/);
  });

  it('does not take an attempt for right that leaves out what a task asks for', async () => {
    const pool: PanelPool = {
      ...poolThatSays(() => ({})),
      behave: async ({ behaviour }) =>
        behaviour === 'keeps-its-context'
          ? { verdict: 'fails', why: 'another context came' }
          : { verdict: 'holds' },
    };
    assert.equal(
      (await judgeAttempt(right, course, pool)).surprise,
      'it is right, but keeps-its-context says: another context came',
    );
  });

  it('lets a right attempt be inconclusive, but never red, when there is little time', async () => {
    const saying = (verdict: Partial<Report['exploration']>) =>
      poolThatSays((race) =>
        race.startsWith('overdraft') || race === 'lost-update' ? verdict : {},
      );
    const open = saying({ verdict: 'inconclusive' });
    const result = await judgeAttempt(right, course, open, true);
    assert.deepEqual([result.verdict, result.surprise], ['inconclusive', null]);
    assert.notEqual((await judgeAttempt(right, course, open)).surprise, null);
    assert.notEqual((await judgeAttempt(right, course, saying(failing), true)).surprise, null);
  });

  it('asks a right attempt for all that its step promises', async () => {
    const asked: string[] = [];
    const pool = poolThatSays((race) => {
      asked.push(race);
      return {};
    });
    assert.equal((await judgeAttempt(right, course, pool)).surprise, null);
    const claims = course.find(({ number }) => number === '04')?.claims ?? {};
    const promised = Object.keys(claims).filter((id) => claims[id] === 'prevented');
    const alone = asked.filter((id) => id.endsWith('-alone'));
    assert.deepEqual(asked.toSorted(), [...alone, ...promised].toSorted());
    assert.ok(simplePromises.every(({ id }) => alone.includes(id)));
  });

  for (const [name, said] of Object.entries({
    red: failing,
    inconclusive: { verdict: 'inconclusive', reason: 'too many orders' } as const,
  })) {
    it(`is surprised by a right attempt that is ${name}`, async () => {
      const pool = poolThatSays((race) => (race === 'overdraft' ? said : {}));
      const result = await judgeAttempt(right, course, pool);
      assert.equal(result.verdict, name);
      assert.match(result.surprise ?? '', /it is right, but overdraft says: /);
    });
  }
});

describe('becauseIn', () => {
  const comment = (...lines: string[]) =>
    `/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n`;

  it('reads the sentence, which may go on in the next line, the races and what they show', () => {
    const because = becauseIn(
      comment(
        'Looks right.',
        '',
        'Wrong: the lock is',
        'too late.',
        '',
        '@race a',
        '@race b',
        '@shows x.*y',
      ),
      'one',
    );
    assert.equal(because.sentence, 'the lock is too late.');
    assert.deepEqual(because.races, ['a', 'b']);
    assert.deepEqual(because.shows, [/x.*y/s]);
    assert.equal(because.failure, undefined);
  });

  it('is content with a behaviour in place of a race', () => {
    const because = becauseIn(comment('Wrong: no lock.', '', '@behaviour a', '@shows x'), 'one');
    assert.deepEqual([because.races, because.behaviours], [[], ['a']]);
  });

  for (const missing of ['Wrong: no lock.', '@race a', '@shows x']) {
    it(`refuses an attempt without "${missing}"`, () => {
      const lines = ['Wrong: no lock.', '', '@race a', '@shows x'].filter(
        (line) => line !== missing,
      );
      assert.throws(() => becauseIn(comment(...lines), 'one'), ScriptError);
    });
  }
});

describe('the panel', () => {
  it('has at least eight wrong and four right attempts at each step', async () => {
    const steps = await stepsWithAttempts();
    assert.deepEqual(
      steps,
      course.map(({ number }) => number),
    );
    for (const step of steps) {
      const attempts = await attemptsAt(step);
      const rights = attempts.filter(({ because }) => because === undefined).length;
      assert.ok(rights >= 4, `step ${step} has ${rights} right attempts`);
      assert.ok(attempts.length - rights >= 8, `step ${step} has too few wrong attempts`);
    }
  });
});

describe('the table', () => {
  const result = {
    step: '04',
    attempt: 'wrong/unlocked',
    verdict: 'green',
    race: 'lost-update',
    schedule: null,
    says: null,
    picture: null,
    durationMs: 12,
    surprise: 'it is green',
  };

  it('shows a surprise below its attempt, and counts it', () => {
    assert.match(
      attemptText(result),
      /^04 +wrong\/unlocked +green +lost-update +- +12\n +✗ it is green$/,
    );
    assert.equal(sumText([result, { ...result, surprise: null }]), '1 passed, 1 failed');
  });
});
