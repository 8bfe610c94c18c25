import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, loadCourse, loadProtections, type Protection } from '@workbook/course';
import { parseSchedule } from '@workbook/explorer';
import type { Question } from '../../src/predict/draw-question.ts';
import { answerText, questionText } from '../../src/predict/question-text.ts';

const [step] = (await loadCourse()) as [CourseStep];
const protections = await loadProtections(step);
const race = step.races.find(({ id }) => id === 'lost-update') as Question['race'];
const counter = protections.find(({ id }) => id === 'counter-of-ids') as Protection;

function question(change: Partial<Question>, violation?: string): Question {
  const schedule = parseSchedule('AB');
  const run = { schedule, text: 'AB', turns: [], detail: { exchanges: [] }, violation };
  return {
    race,
    without: undefined,
    keptBy: [],
    run: run as unknown as Question['run'],
    shown: 1,
    ...change,
  };
}

/** The last paragraph: everything above it is the timeline. */
const why = (one: Question, width?: number) =>
  answerText(step, one, width).split('\n\n').at(-1)?.replaceAll('\n', ' ');

describe('a run that was predicted', () => {
  it('is asked about by what goes wrong, whether the race asks for what is right or for what is wrong', () => {
    const text = questionText(step, question({}));
    assert.match(text, /^The finished code of step 01\. Do a withdrawal and a deposit/);
    assert.match(text, /\nCan anything go wrong in this order\?$/);
  });

  it('is followed by one sentence that says why it goes wrong', () => {
    const text = why(question({ without: counter }, 'bob and cleo were both given the id 2'));
    assert.equal(text, 'A list that has become shorter gives out an id again.');
  });

  it('says that other orders go wrong, where this one does not', () => {
    const text = why(question({ without: counter }));
    assert.match(text ?? '', /^Not in this order, but in others: A list that has become shorter/);
  });

  it('says what keeps it from going wrong', () => {
    assert.equal(
      why(question({ keptBy: [counter] })),
      'What prevents it: ids come from a counter, not from the length of the list.',
    );
    assert.match(
      why(question({ keptBy: protections })) ?? '',
      /^What prevents it, among other things: /,
    );
  });

  it('says where the finished code does nothing about it', () => {
    assert.equal(
      why(question({}, 'ann: 100 − 30 + 50 = 120, but the account holds 70')),
      'Step 01 does not prevent this race.',
    );
    assert.equal(why(question({})), 'Step 01 does not prevent this race: other orders go wrong.');
  });

  it('is as wide as the terminal', () => {
    const wide = `${questionText(step, question({}), 40)}\n${answerText(step, question({ keptBy: [counter] }), 40)}`;
    const lines = wide.split('\n').filter((line) => !line.includes('npx workbook'));
    assert.deepEqual(
      lines.filter((line) => line.length > 40),
      [],
    );
  });
});
