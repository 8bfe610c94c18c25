import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { attemptOf } from '../attempt/files.ts';
import { isGreen } from '../attempt/progress.ts';
import { headingOf } from '../lesson/lesson-of.ts';
import { mapOfLearner } from '../map/map-of-learner.ts';
import { print } from '../text/print.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The loop where there is no terminal for it: says where the learner is, and what lies behind. */
export async function whereCommand(): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course);
  const green = await isGreen(course, step);
  const map = mapOfLearner(course, step, green);
  const { number } = step;
  const next = attemptOf(step).there
    ? `npx workbook test ${number}     judges your attempt once`
    : `npx workbook start ${number}    makes your attempt`;
  const heading = headingOf(step).replace(/^Step/, 'step');
  print(`You are at ${heading}${green ? ', which is green' : ''}.`);
  if (map) print(`\n${map}`);
  print(`
This is not a terminal: the loop of npm start needs one. Without it:

${next}
npx workbook lesson ${number}   shows the lesson
npx workbook --help      lists all commands`);
  return exitCodes.green;
}
