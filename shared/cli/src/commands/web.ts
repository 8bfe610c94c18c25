import { type CourseStep, loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { rememberStep } from '../attempt/progress.ts';
import { StepDesk } from '../desk/step-desk.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { print } from '../text/print.ts';
import { UsageError } from '../usage/errors.ts';
import type { ExitCode } from '../usage/exit-codes.ts';
import { openWebFace } from '../web/face.ts';
import { announce } from '../web/where.ts';

/** The options of `workbook web`. */
export interface WebOptions {
  /** Where the pages are served; the usual port when absent. */
  readonly port?: string;
}

/** Serves the course as pages, with the learner's attempt in them, judged at every save, until it is interrupted. */
export async function webCommand(stepText?: string, { port }: WebOptions = {}): Promise<ExitCode> {
  const course = await loadCourse();
  const first = stepOrCurrent(course, stepText);
  let next = Promise.withResolvers<CourseStep>();
  const goTo = (step: CourseStep) => next.resolve(step);
  let desk = new StepDesk(course, first);
  await using face = await openWebFace({ course, desk, goTo, port: portIn(port) });
  using _announced = announce(face);
  print(`The course, with your code in it: ${face.address}\nCtrl-C ends it.`);
  for (;;) {
    await using open = desk;
    const step = await withWorkshop(
      [open.step],
      (sentence) => open.say(sentence),
      (workshop) => Promise.race([next.promise, open.open(workshop)]),
    );
    if (!step) throw new TypeError('a desk was closed while it was looked at');
    next = Promise.withResolvers();
    rememberStep(course, step);
    desk = new StepDesk(course, step);
    face.attend(desk);
  }
}

function portIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text} is no port: give a number up to 65535, 0 for any`);
}
