import { loadCourse } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import { rememberStep } from '../attempt/progress.ts';
import { replaceAttempt } from '../attempt/replace.ts';
import { type SavedAttempt, savedAttempts } from '../attempt/saved.ts';
import { printJson } from '../json/print-json.ts';
import type { RestoreResult, SavedResult } from '../json/saved.ts';
import { print } from '../text/print.ts';
import { shownPath, stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook saved`. */
export interface SavedOptions {
  readonly json?: boolean;
  /** The id of the one to bring back, such as `06/2026-11-20T21-30-05`. */
  readonly restore?: string;
}

/** Lists the attempts that were put aside, or brings one of them back. */
export async function savedCommand({ json, restore }: SavedOptions): Promise<ExitCode> {
  const all = await savedAttempts();
  if (restore !== undefined) return await bringBack(all, restore, json);
  if (json) {
    const saved = all.map(({ id, step, folder }) => ({ id, step, folder: shownPath(folder) }));
    printJson<SavedResult>({ saved });
  } else if (all.length === 0)
    print('Nothing is saved yet: reset and solution save what they replace.');
  else {
    print(all.map(({ id, folder }) => `${id}    ${shownPath(folder)}/`).join('\n'));
    print(`\nnpx workbook saved --restore ${all.at(-1)?.id}    brings the last one back`);
  }
  return exitCodes.green;
}

async function bringBack(
  all: readonly SavedAttempt[],
  id: string,
  json?: boolean,
): Promise<ExitCode> {
  const wanted = all.find((one) => one.id === id);
  if (!wanted)
    throw new UsageError(`nothing is saved as "${id}": npx workbook saved lists what there is`);
  const course = await loadCourse();
  const step = stepNamed(course, wanted.step);
  const saved = await replaceAttempt(step, wanted);
  rememberStep(course, step);
  const { shown } = attemptOf(step);
  if (json)
    printJson<RestoreResult>({
      step: step.number,
      attempt: shown,
      restored: id,
      saved: saved?.id ?? null,
    });
  else {
    print(`${shown}/ is again what was saved as ${id}.`);
    if (saved) print(`What was there until now is saved as ${saved.id}.`);
  }
  return exitCodes.green;
}
