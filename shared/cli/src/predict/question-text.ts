import { type CourseStep } from '@workbook/course';
import { formatSchedule } from '@workbook/explorer';
import { timeline, timelineColumns, timelineText } from '@workbook/judge';
import { diffOf } from '../break/replacement-diff.ts';
import { wrapped } from '../text/format.ts';
import { replayCommand } from '../text/replay-command.ts';
import type { Question } from './draw-question.ts';

/** The question: the code, the race, the beginning of the run, and who goes after that. */
export function questionText({ number }: CourseStep, question: Question, width = 80): string {
  const { race, without, run, shown } = question;
  const code = without
    ? `Step ${number}, but one thing is taken out: ${without.title}.`
    : `The finished code of step ${number}.`;
  return [
    wrapped(`${code} ${race.question}`, width).join('\n'),
    ...(without ? [diffOf(without.replacements)] : []),
    beginningOf(question, width),
    `Then go on: ${formatSchedule(run.schedule.slice(shown))}\nCan anything go wrong in this order?`,
  ].join('\n\n');
}

/** The timeline as far as it is shown. */
export function beginningOf({ race, run, shown }: Question, width = 80): string {
  const { violation: _, ...rest } = run;
  const beginning = {
    ...rest,
    turns: run.turns.slice(0, shown),
    schedule: run.schedule.slice(0, shown),
  };
  return timelineColumns(timeline(race, beginning), width);
}

/** The whole run, and why it ends as it does. */
export function answerText(step: CourseStep, question: Question, width = 80): string {
  const { race, without, run } = question;
  const command = replayCommand({
    step: step.number,
    race: race.id,
    schedule: run.text,
    ...(without ? { without: without.id } : {}),
  });
  return [
    timelineText(timeline(race, run, { replayCommand: command }), width),
    wrapped(whyText(step, question), width).join('\n'),
  ].join('\n\n');
}

function whyText({ number }: CourseStep, { without, keptBy, run }: Question): string {
  const goesWrong = run.violation !== undefined;
  if (without && 'why' in without)
    return goesWrong ? without.why : `Not in this order, but in others: ${without.why}`;
  const [one, ...more] = keptBy;
  if (one) return `What prevents it${more.length > 0 ? ', among other things' : ''}: ${one.title}.`;
  return `Step ${number} does not prevent this race${goesWrong ? '' : ': other orders go wrong'}.`;
}
