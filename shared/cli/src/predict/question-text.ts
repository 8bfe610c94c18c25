import { type CourseStep } from '@workbook/course';
import { formatSchedule } from '@workbook/explorer';
import { timeline, timelineColumns, timelineText } from '@workbook/judge';
import { diffOf } from '../break/replacement-diff.ts';
import { wrapped } from '../text/format.ts';
import { replayCommand } from '../text/replay-command.ts';
import type { Question } from './draw-question.ts';

/** The question: the code, the race, the beginning of the run, and who goes after that. */
export function questionText({ number }: CourseStep, question: Question): string {
  const { race, without, run, shown } = question;
  const code = without
    ? `Step ${number}, but one thing is taken out: ${without.title}.`
    : `The finished code of step ${number}.`;
  return [
    wrapped(`${code} ${race.question}`).join('\n'),
    ...(without ? [diffOf(without.replacements)] : []),
    beginningOf(question),
    `Then go on: ${formatSchedule(run.schedule.slice(shown))}\nCan it happen in this order?`,
  ].join('\n\n');
}

/** The timeline as far as it is shown. */
export function beginningOf({ race, run, shown }: Question): string {
  const { violation: _, ...rest } = run;
  const beginning = {
    ...rest,
    turns: run.turns.slice(0, shown),
    schedule: run.schedule.slice(0, shown),
  };
  return timelineColumns(timeline(race, beginning));
}

/** The whole run, and why it ends badly where that is known. */
export function answerText({ number }: CourseStep, { race, without, run }: Question): string {
  const command = replayCommand({
    step: number,
    race: race.id,
    schedule: run.text,
    ...(without ? { without: without.id } : {}),
  });
  return [
    timelineText(timeline(race, run, { replayCommand: command })),
    ...(without && run.violation !== undefined && 'why' in without
      ? [wrapped(without.why).join('\n')]
      : []),
  ].join('\n\n');
}
