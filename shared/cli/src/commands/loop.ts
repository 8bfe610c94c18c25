import { loadCourse } from '@workbook/race-test';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { rememberStep } from '../attempt/progress.ts';
import { withSession } from '../judging/workshop.ts';
import { StepLoop } from '../loop/step-loop.ts';
import { takeTerminal } from '../terminal/terminal.ts';
import { print } from '../text/print.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The learner's loop on a terminal; the course map where there is none. */
export async function loopCommand(): Promise<ExitCode> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const { mapCommand } = await import('./map.ts');
    return await mapCommand({});
  }
  const course = await loadCourse();
  let step = stepOrCurrent(course);
  {
    using terminal = takeTerminal();
    terminal.onKey(({ name, ctrl }) => {
      // In this mode a terminal sends no signal itself.
      if (ctrl && name === 'c') process.kill(process.pid, 'SIGINT');
    });
    for (;;) {
      const loop = new StepLoop(course, step, terminal);
      const next = await withSession(
        [step],
        (sentence) => loop.say(sentence),
        (session) => loop.run(session),
      );
      if (!next) break;
      step = next;
      rememberStep(course, step);
    }
  }
  print(`You are at step ${step.number}. npm start goes on.`);
  return exitCodes.green;
}
