// What the commands of this package have in common.
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { calledFrom, ScriptError } from '@workbook/services';

/** The options of every command that tries steps. */
export const stepOptions = {
  step: { type: 'string', multiple: true, default: [] },
  file: { type: 'string' },
  help: { type: 'boolean', default: false },
} satisfies NonNullable<ParseArgsConfig['options']>;

/** The steps that were asked for, or all of them. One file can stand in for one step only. */
export function givenSteps(
  asked: readonly string[],
  known: readonly string[],
  file?: string,
): readonly string[] {
  const steps = asked.map((step) => step.replace(/^step-/, '').padStart(2, '0'));
  const unknown = steps.find((step) => !known.includes(step));
  if (unknown) throw new ScriptError(`there is no step ${unknown}: there are ${known.join(', ')}`);
  if (file && steps.length !== 1)
    throw new ScriptError('--file stands in for one step: say which by --step NN');
  return steps.length === 0 ? known : known.filter((step) => steps.includes(step));
}

/** The file as an absolute path. */
export async function readableFile(path: string): Promise<string> {
  const file = resolve(calledFrom(), path);
  await access(file).catch((cause: unknown) => {
    throw new ScriptError(`${path} cannot be read: name an accounts.ts`, { cause });
  });
  return file;
}
