import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { rememberStep } from '../attempt/progress.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { LoopPages } from '../loop/pages.ts';
import { StepLoop } from '../loop/step-loop.ts';
import { takeTerminal } from '../terminal/terminal.ts';
import { print } from '../text/print.ts';
import { Interrupted } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The learner's loop, on a terminal: one step after the other, until the learner leaves. */
export async function loopCommand(): Promise<ExitCode> {
  const course = await loadCourse();
  let step = stepOrCurrent(course);
  const goodbye = () => print(`You are at step ${step.number}. npm start goes on.`);
  try {
    using terminal = takeTerminal();
    await using pages = new LoopPages(course);
    terminal.onKey(({ name, ctrl }) => {
      // In this mode a terminal sends no signal itself.
      if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT');
    });
    for (;;) {
      const loop = new StepLoop(course, step, terminal, pages);
      const next = await withWorkshop(
        [step],
        (sentence) => loop.say(sentence),
        (workshop) => loop.run(workshop),
      );
      if (!next) break;
      step = next;
      rememberStep(course, step);
    }
  } catch (error) {
    if (error instanceof Interrupted) goodbye();
    throw error;
  }
  goodbye();
  return exitCodes.green;
}
