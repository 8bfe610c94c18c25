import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type CourseStep,
  type Mutant,
  type Protection,
  withoutProtection,
} from '@workbook/race-test';

/** The step without the protection, removed at the latest when the process ends: Ctrl-C disposes of nothing. */
export async function mutantOf(step: CourseStep, protection: Protection): Promise<Mutant> {
  const mutant = await withoutProtection(step, protection);
  const folder = dirname(dirname(mutant.file));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  return {
    file: mutant.file,
    async [Symbol.asyncDispose]() {
      process.off('exit', remove);
      await mutant[Symbol.asyncDispose]();
    },
  };
}
