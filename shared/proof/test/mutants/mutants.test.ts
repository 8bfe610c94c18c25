import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, loadProtections, type Protection } from '@workbook/course';
import { JobFailed, type Report } from '@workbook/judge';
import { startJudges } from '../../src/judging/judges.ts';
import { judgeMutant, type MutantPool, type MutantResult } from '../../src/mutants/judge-mutant.ts';
import { mutantText, sumText } from '../../src/mutants/table.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '01') as CourseStep;
const protections = await loadProtections(step);
const named = (id: string) => protections.find((one) => one.id === id) as Protection;
const needed = named('counter-of-ids');
const spare = named('list-is-copied');
const [comesBack = ''] = 'races' in needed ? needed.races : [];

type Exploration = Partial<Report['exploration']>;

const failing = { first: { text: 'AAB', violation: 'an id is taken' } } as unknown as Exploration;

/** The judge's answers are given, so that what is made of each can be seen. */
function poolThatSays(say: (race: string) => Exploration, asked: string[] = []): MutantPool {
  return {
    judge: async ({ race, file }) => {
      assert.ok(existsSync(file), 'what is judged is not there any more');
      asked.push(race);
      const exploration = { verdict: 'prevented', run: 2, possible: 6, ...say(race) };
      return { race, ms: 0, exploration } as Report;
    },
    replay: async ({ schedule }) => {
      throw new JobFailed('not-reproducible', `${schedule} was not asked for`);
    },
  };
}

/** As above, for the one order that a protection names. */
function poolThatReplays(answer: { violation?: string } | JobFailed): MutantPool {
  return {
    judge: async () => assert.fail('the order is known'),
    replay: async () => {
      if (answer instanceof JobFailed) throw answer;
      return answer as Awaited<ReturnType<MutantPool['replay']>>;
    },
  };
}

const judge = (protection: Protection, pool: MutantPool, everyRace = false) =>
  judgeMutant(step, protection, course, pool, everyRace);

describe('a mutant', () => {
  it('is killed by the first race that comes back, and only that is searched', async () => {
    const asked: string[] = [];
    const pool = poolThatSays(() => failing, asked);
    const result = await judge({ ...needed, races: [comesBack, 'overdraft'] } as Protection, pool);
    const { verdict, race, schedule, says, surprise } = result;
    assert.deepEqual(
      [verdict, race, schedule, says, surprise],
      ['killed', comesBack, 'AAB', 'an id is taken', null],
    );
    assert.deepEqual(asked, [comesBack]);
  });

  it('survives where the race is prevented, which is a surprise', async () => {
    const { verdict, surprise } = await judge(
      needed,
      poolThatSays(() => ({})),
    );
    assert.equal(verdict, 'survived');
    assert.equal(surprise, `${comesBack} does not come back: it is prevented in 6 orders (2 runs)`);
  });

  it('is not killed by a search that did not finish', async () => {
    const reason = 'the search was stopped';
    const pool = poolThatSays(() => ({ verdict: 'inconclusive', reason }));
    const { verdict, surprise } = await judge(needed, pool);
    assert.equal(verdict, 'inconclusive');
    assert.equal(surprise, `${comesBack} does not come back: ${reason}`);
  });

  it('is not killed by code that cannot be judged', async () => {
    const pool = poolThatSays(() => {
      throw new JobFailed('endless', 'accounts.ts has not answered');
    });
    const { verdict, surprise } = await judge(needed, pool);
    assert.equal(verdict, 'endless');
    assert.equal(surprise, `${comesBack} does not come back: accounts.ts has not answered`);
  });

  it('is killed by the order that its protection names', async () => {
    const protection = { ...needed, schedule: 'AB' } as Protection;
    const result = await judge(protection, poolThatReplays({ violation: 'an id is taken' }));
    assert.deepEqual([result.verdict, result.schedule], ['killed', 'AB']);
    const other = await judge(protection, poolThatReplays({}));
    assert.equal(other.verdict, 'survived');
    assert.match(
      other.surprise ?? '',
      / is not in AB: npx workbook break 01 counter-of-ids prints/,
    );
    const misfit = new JobFailed('not-reproducible', 'B has ended');
    const { surprise } = await judge(protection, poolThatReplays(misfit));
    assert.equal(surprise, `${comesBack} cannot be judged: B has ended`);
  });

  it('is believed to be equivalent, unless every race is asked for', async () => {
    const asked: string[] = [];
    const prevented = poolThatSays(() => ({}), asked);
    const result = await judge(spare, prevented);
    assert.deepEqual([result.verdict, result.surprise, asked], ['equivalent', null, []]);
    assert.equal((await judge(spare, prevented, true)).verdict, 'equivalent');
    const promised = Object.keys(step.claims).filter((id) => step.claims[id] === 'prevented');
    assert.deepEqual(asked.toSorted(), promised.toSorted());
    const killing = poolThatSays((race) => (race === 'overdraft' ? failing : {}));
    const other = await judge(spare, killing, true);
    assert.equal(other.surprise, 'it is said to be equivalent, but overdraft: an id is taken');
  });

  it('must be killed by each race that is named, when every race is asked for', async () => {
    const protection = { ...needed, races: [comesBack, 'overdraft'] } as Protection;
    const pool = poolThatSays((race) => (race === comesBack ? failing : {}));
    assert.equal((await judge(protection, pool, true)).race, 'overdraft');
    assert.equal(
      (
        await judge(
          protection,
          poolThatSays(() => failing),
          true,
        )
      ).surprise,
      null,
    );
  });
});

describe('the mutants of step 01', () => {
  it('are what the step says of them', async () => {
    await using judges = await startJudges([step]);
    const results: MutantResult[] = [];
    for (const protection of protections)
      results.push(await judgeMutant(step, protection, course, judges.pool));
    assert.deepEqual(
      results.map(({ verdict, surprise }) => [verdict, surprise]),
      protections.map((one) => ['equivalent' in one ? 'equivalent' : 'killed', null]),
    );
    const { schedule } = results[protections.indexOf(needed)] as MutantResult;
    const again = { ...needed, schedule } as Protection;
    const { verdict, surprise } = await judgeMutant(step, again, course, judges.pool);
    assert.deepEqual([verdict, surprise], ['killed', null], 'not in the order that was found');
  });
});

describe('the table of mutants', () => {
  const killed: MutantResult = {
    step: '01',
    protection: 'counter-of-ids',
    verdict: 'killed',
    race: comesBack,
    schedule: 'AAB',
    says: 'an id is taken',
    durationMs: 12,
    surprise: null,
  };
  const equivalent = { ...killed, verdict: 'equivalent', race: null, schedule: null, says: 'Why.' };
  const survived = { ...killed, verdict: 'survived', surprise: 'it does not come back' };

  it('shows below a mutant why nothing can be seen, or what surprises', () => {
    assert.doesNotMatch(mutantText(killed), /\n/);
    assert.match(mutantText(equivalent), /^01 +counter-of-ids +equivalent +- .*\n {6}Why\.$/);
    assert.match(mutantText(survived), /\n {6}✗ it does not come back$/);
  });

  it('counts those that are not as the step says apart', () => {
    assert.equal(sumText([killed, equivalent, survived]), '1 killed, 1 equivalent, 1 failed');
  });
});
