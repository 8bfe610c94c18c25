import { stripVTControlCharacters } from 'node:util';
import type { CourseStep } from '@workbook/course';
import type { LiveStage, LiveState } from '@workbook/site';
import { memoryNote, searchNote } from '../attempt/check-text.ts';
import { expectedText } from '../attempt/start-step.ts';
import { stepStoryText } from '../attempt/story-text.ts';
import { verdictText } from '../attempt/test-text.ts';
import { absenceLine, vanishedText } from '../desk/absence.ts';
import type { AttemptState } from '../desk/attempt-state.ts';
import { factsOf, type StepFacts } from '../desk/facts.ts';
import { knownIn } from '../desk/known.ts';
import { leftOpen, meanwhileText } from '../desk/standing-text.ts';
import { isLikelyGreen } from '../judging/attempt-progress.ts';

/** Wide enough that no sentence is broken into lines: a page breaks them itself. */
const unbroken = 100_000;

/** What the pages are told of an attempt: the words are the terminal's. */
export function liveState(
  course: readonly CourseStep[],
  step: CourseStep,
  state: AttemptState,
): LiveState {
  const { problem } = state;
  const facts = factsOf(course, step);
  const { races, tasks } = knownIn(state);
  return {
    step: step.number,
    file: `${facts.attempt}/accounts.ts`,
    stage: stageOf(state),
    sentence: sentenceOf(state),
    ...(problem !== '' && { problem }),
    tasks: tasks.map(({ number, name, verdict, why, notJudged }) => {
      const reason = verdict === 'holds' ? notJudged && `not judged: ${notJudged}` : why;
      return { number, name, verdict, ...(reason && { why: reason }) };
    }),
    races: races.map(({ race, standing, wrongAlone }) => ({
      id: race.id,
      name: race.name,
      isOwn: facts.ownRaces.includes(race.id),
      standing,
      ...(wrongAlone && { wrongAlone }),
    })),
    notes: notesOf(course, step, state, facts).map(stripVTControlCharacters),
  };
}

function stageOf({ isBegun, absence, problem, result, judging }: AttemptState): LiveStage {
  if (absence) return absence.hasVanished ? 'vanished' : 'not begun';
  if (!isBegun) return 'starting';
  if (problem !== '') return 'cannot be judged';
  if (result) return result.verdict;
  return isLikelyGreen(judging) ? 'probably green' : 'judging';
}

function sentenceOf({ absence, doing, problem, result }: AttemptState): string {
  if (absence) return absenceLine(absence);
  if (doing !== '') return `… ${doing}`;
  if (problem !== '') return '! This cannot be judged yet.';
  return result ? stripVTControlCharacters(verdictText(result)) : '';
}

function notesOf(
  course: readonly CourseStep[],
  step: CourseStep,
  { isBegun, absence, problem, result, judging }: AttemptState,
  facts: StepFacts,
): string[] {
  if (absence)
    return [
      vanishedText(absence, facts.attempt),
      `${facts.attempt}/ is made for you, with the code that this step begins with.`,
      `Expected red: ${expectedText(facts.expectedRed, facts.notWritten ?? [])}.`,
    ].filter((note) => note !== '');
  if (!isBegun || problem !== '') return [];
  if (!result)
    return judging ? [meanwhileText(judging.stage, facts)].filter((note) => note !== '') : [];
  if (result.verdict !== 'green') {
    const open = result.races.filter(({ verdict }) => verdict === 'inconclusive');
    return result.picture ? [] : open.map(({ name, reason }) => `${name}: ${reason}`);
  }
  const notes = [
    ...leftOpen(facts, unbroken).split('\n'),
    ...stepStoryText(course, step, unbroken).split('\n'),
    searchNote(result) ?? '',
    memoryNote(result.races) ?? '',
  ];
  return notes.filter((note) => note !== '');
}
