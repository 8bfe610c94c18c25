import { dirname } from 'node:path';
import { type CourseStep, loadCourse, loadVariants } from '@workbook/course';
import { variantOf } from '@workbook/judge';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { attemptOf, type CodeFolder, codeIn, finishedCode } from '../attempt/files.ts';
import { replaceAttempt } from '../attempt/replace.ts';
import { maySeeFinished } from '../attempt/spoil.ts';
import { printJson } from '../json/print-json.ts';
import type { SolutionResult } from '../json/solution.ts';
import { colors } from '../text/format.ts';
import { print } from '../text/print.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';
import { nearestTo } from '../usage/nearest.ts';

/** The options of `workbook solution`. */
export interface SolutionOptions {
  readonly json?: boolean;
  /** Answers the question before it is asked. */
  readonly yes?: boolean;
  /** Makes the finished code the attempt; what was there is saved. */
  readonly take?: boolean;
  /** The id of a variant that the lesson runs, in place of the finished code. */
  readonly variant?: string;
}

/** Shows the finished code of a step, or a variant of it. Asks first, unless the attempt is green. */
export async function solutionCommand(
  stepText: string | undefined,
  { json, yes, take, variant }: SolutionOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  await using stack = new AsyncDisposableStack();
  const { files, name, title, ...code } =
    variant === undefined ? await finished(step) : await variantNamed(step, variant, stack);
  if (!(await maySeeFinished(course, step, yes))) return exitCodes.green;
  const saved = take ? await replaceAttempt(step, code) : undefined;
  if (json) {
    const each = [...files].map(([path, text]) => ({ path: `${code.shown}/${path}`, text }));
    printJson<SolutionResult>({
      step: step.number,
      files: each,
      saved: saved?.id ?? null,
    });
    return exitCodes.green;
  }
  if (take) {
    print(`${attemptOf(step).shown}/ holds ${name} now.`);
    if (saved)
      print(`What was there is saved: npx workbook saved --restore ${saved.id} brings it back.`);
  } else
    for (const [path, text] of files) {
      const heading = [`// ${code.shown}/${path}`, title].filter(Boolean).join(': ');
      print(`${colors.bold(heading)}\n\n${text}`);
    }
  return exitCodes.green;
}

/** What is shown, and what becomes the attempt. */
interface Shown extends CodeFolder {
  /** Those of its files that are printed, by their path. */
  readonly files: ReadonlyMap<string, string>;
  /** What it is called in a sentence. */
  readonly name: string;
  /** What is different in it. */
  readonly title?: string;
}

async function finished(step: CourseStep): Promise<Shown> {
  const code = finishedCode(step);
  return { ...code, files: await codeIn(code.folder), name: 'the finished code' };
}

/** The files that the variant changes; the rest are the step's own. Throws `UsageError` when there is no such variant. */
async function variantNamed(
  step: CourseStep,
  id: string,
  stack: AsyncDisposableStack,
): Promise<Shown> {
  const { variants } = await loadVariants(step);
  const variant = variants.find((one) => one.id === id);
  if (!variant)
    throw new UsageError(
      noVariant(
        step,
        id,
        variants.map((one) => one.id),
      ),
    );
  const { file } = stack.use(await variantOf(step, variant));
  const folder = dirname(file);
  const changed = new Set(variant.replacements.map((one) => one.file));
  const files = [...(await codeIn(folder))].filter(([path]) => changed.has(path));
  return {
    ...finishedCode(step),
    folder,
    shown: `${step.number}/${id}`,
    files: new Map(files),
    name: `the variant ${id}`,
    title: variant.title,
  };
}

function noVariant({ number }: CourseStep, id: string, ids: readonly string[]): string {
  return ids.length === 0
    ? `step ${number} has no variants: leave --variant away`
    : `step ${number} has no variant "${id}": did you mean ${nearestTo(id, ids)}?`;
}
