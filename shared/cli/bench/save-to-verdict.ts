import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CourseStep, homeFolder, loadCourse, projectFolder } from '@workbook/course';
import { ScriptError, wholeNumber } from '@workbook/services';
import { attemptOf, finishedCode, startingCode } from '../src/attempt/files.ts';
import { followAttempt } from '../src/attempt/follow-attempt.ts';
import { replaceAttempt } from '../src/attempt/replace.ts';
import { withWorkshop } from '../src/judging/workshop.ts';

const usage = `npm run bench:loop [-- [--saves N] [--step NN] [--green]]

Measures the time from a save to the verdict of the code that each step begins with. WORKBOOK_HOME
must name an empty folder. --saves says how many saves, 20 unless told; --step may be repeated;
--green measures the finished code, too.`;

/**
 * Measures the time from a save to the verdict, for each step: as the loop does it, with servers and
 * judges that are warm, and a file that is different at every save. Red is the code that the step
 * begins with, green the finished one.
 *
 *   npm run bench:loop -- --saves 20 --step 06
 */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      saves: { type: 'string', default: '20' },
      step: { type: 'string', multiple: true },
      green: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const saves = wholeNumber('--saves', values.saves);
  const course = await loadCourse();
  const unknown = values.step?.find((text) => !course.some(({ number }) => number === text));
  if (unknown !== undefined)
    throw new ScriptError(
      `there is no step ${unknown}: there are ${course.map(({ number }) => number).join(', ')}`,
    );
  if (homeFolder === projectFolder)
    throw new ScriptError(
      'this overwrites attempts: set WORKBOOK_HOME to an empty folder of its own',
    );
  for (const step of course) {
    if (values.step && !values.step.includes(step.number)) continue;
    console.log(await line(course, step, 'red', saves));
    if (values.green) console.log(await line(course, step, 'green', saves));
  }
  await rm(join(homeFolder, 'steps'), { recursive: true, force: true });
  return 0;
}

/** `06 red    median 640 ms   worst 910 ms   first 2100 ms`. */
async function line(
  course: readonly CourseStep[],
  step: CourseStep,
  verdict: 'red' | 'green',
  saves: number,
): Promise<string> {
  const code = verdict === 'red' ? startingCode(course, step) : finishedCode(step);
  await replaceAttempt(step, code);
  const [first = 0, ...warm] = await measure(course, step, verdict, saves);
  const sorted = warm.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const worst = sorted.at(-1) ?? 0;
  const ms = (time: number) => `${Math.round(time)} ms`.padStart(9);
  return `${step.number} ${verdict.padEnd(6)} median ${ms(median)}   worst ${ms(worst)}   first ${ms(first)}`;
}

/** The first verdict, for which nothing is warm, and then one for each save. */
function measure(
  course: readonly CourseStep[],
  step: CourseStep,
  expected: string,
  saves: number,
): Promise<number[]> {
  return withWorkshop(
    [step],
    () => {},
    async (workshop) => {
      const times: number[] = [];
      let told = Promise.withResolvers<string>();
      let savedMs = performance.now();
      await using _following = await followAttempt(course, step, workshop, {
        onSave: () => {},
        onProgress: () => {},
        onResult: ({ verdict }) => told.resolve(verdict),
        onProblem: (problem) => told.reject(problem),
      });
      const file = join(attemptOf(step).folder, 'accounts.ts');
      const text = await readFile(file, 'utf8');
      for (let save = 0; save <= saves; save += 1) {
        const verdict = await told.promise;
        times.push(performance.now() - savedMs);
        if (verdict !== expected)
          throw new Error(`step ${step.number} is ${verdict}, not ${expected}`);
        told = Promise.withResolvers<string>();
        savedMs = performance.now();
        // A comment would leave the program as it is, and nothing would be judged.
        await writeFile(file, `${text}\nexport const save = ${save};\n`);
      }
      await told.promise;
      return times;
    },
  );
}
