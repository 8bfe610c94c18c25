import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, type Race } from '@workbook/course';
import { factsOf } from '../../src/desk/facts.ts';
import { knownIn } from '../../src/desk/known.ts';
import { standingText } from '../../src/desk/standing-text.ts';
import { Account } from '../../src/judging/account.ts';
import type { AttemptProgress } from '../../src/judging/attempt-progress.ts';
import type { RaceResult } from '../../src/judging/judge-races.ts';
import { verdictsOf } from '../../src/judging/judge-tasks.ts';
import { standing } from '../../src/play/board.ts';
import type { Game } from '../../src/play/game.ts';
import { liveState } from '../../src/web/live-state.ts';
import { checkedRace, testResult } from '../support/loop-states.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '06') as CourseStep;
const [race] = step.races as [Race];
const first = { violation: 'no two requests overlap', detail: { wrong: { isAlone: true } } };
const failed = { race, report: { exploration: { verdict: 'possible', first } } };
const asResult = failed as unknown as RaceResult;

/** What is said of a race that fails where no two requests overlap. */
const words = 'wrong, and no two requests overlap';

describe('a race that fails where no two requests overlap is not called one', () => {
  it('while the attempt is judged, and after it', () => {
    let judging: AttemptProgress | undefined;
    const account = new Account(step, [race], [], (now) => (judging = now));
    account.hear({ done: 1, race: race.name, runs: 1, result: asResult });
    const judged = checkedRace(race.name, 'possible', { id: race.id, wrongAlone: true });
    const result = testResult('red', [judged], { failing: race.id });
    for (const known of [knownIn({ judging }), knownIn({ judging, result })]) {
      const [line] = standingText(known, factsOf(course, step), 80).match(/^✗.*$/m) ?? [];
      assert.equal(line, `✗ ${race.name}  ${words}`);
    }
  });

  it('by the pages', () => {
    const state = { isBegun: true, doing: '', problem: '' };
    const races = [{ race, standing: 'possible' as const, wrongAlone: true }];
    const { races: told } = liveState(course, step, {
      ...state,
      judging: { stage: 'first', races, tasks: [] },
    } as never);
    assert.deepEqual(
      told.map(({ id, wrongAlone }) => [id, wrongAlone]),
      [[race.id, true]],
    );
  });

  it('by the tasks that it judges', () => {
    const task = {
      number: 1,
      name: 'Read',
      notJudged: undefined,
      races: [race.id],
      behaviours: [],
    };
    const [verdict] = verdictsOf([task], [asResult], new Map());
    assert.equal(verdict?.why, `${words}: ${race.name}`);
  });

  it('by play', () => {
    const game = { moves: [{}, {}], position: { end: first } } as unknown as Game;
    assert.match(
      standing(game),
      /It is wrong without a race, after 2 moves: no two requests overlap/,
    );
  });
});
