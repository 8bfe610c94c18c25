// What the commands of this package have in common.
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { ServiceUnavailable } from '@workbook/services';
import { CannotMeasure, ServerFailed } from '../src/index.ts';

/** The options that all commands have which try steps. */
export const stepOptions = {
  step: { type: 'string', multiple: true, default: [] },
  file: { type: 'string' },
  help: { type: 'boolean', default: false },
} satisfies NonNullable<ParseArgsConfig['options']>;

/** The steps that were asked for, or all that there are. One file can stand in for one step only. */
export function givenSteps(
  asked: readonly string[],
  known: readonly string[],
  file?: string,
): readonly string[] {
  const steps = asked.map((step) => step.replace(/^step-/, '').padStart(2, '0'));
  const unknown = steps.find((step) => !known.includes(step));
  if (unknown)
    throw new CannotMeasure(`there is no step ${unknown}: there are ${known.join(', ')}`);
  if (file && steps.length !== 1)
    throw new CannotMeasure('--file stands in for one step: say which by --step NN');
  return steps.length === 0 ? known : known.filter((step) => steps.includes(step));
}

/** The file as an absolute path. */
export async function readableFile(path: string): Promise<string> {
  // npm runs a package's script in the package's folder; files are named from where npm was called.
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  await access(file).catch((cause: unknown) => {
    throw new CannotMeasure(`${path} cannot be read: name an accounts.ts`, { cause });
  });
  return file;
}

/** A whole number from `least` on. */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new CannotMeasure(`${option} must be a whole number from ${least} on, got ${text}`);
}

/**
 * Runs a command. What is thrown on purpose says in one sentence what to do, and is exit code 2; the
 * rest is a defect, and shows its stack.
 */
export async function exitCodeOf(name: string, main: () => Promise<number>): Promise<number> {
  try {
    return await main();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isExpected =
      error instanceof CannotMeasure ||
      error instanceof ServerFailed ||
      error instanceof ServiceUnavailable ||
      code.startsWith('ERR_PARSE_ARGS');
    if (!isExpected) throw error;
    console.error(`${name}: ${(error as Error).message}`);
    return 2;
  }
}
