import { JobFailed } from '@workbook/judge';
import { redisRefusalIn, ScriptError, ServiceUnavailable } from '@workbook/services';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { fileProblem } from './file-problem.ts';
import { missingPackage } from './missing-package.ts';
import { oneLine } from './one-line.ts';

/** Why there is no result: for people in one sentence, for tools by its kind. */
export interface Problem {
  /** `usage`, `no-server`, `defect`, or a kind of `JobFailed` such as `cannot-load`. */
  readonly kind: string;
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** Finds the words for whatever a command threw. Never carries a stack. */
export function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError || error instanceof ScriptError)
    return { kind: 'usage', message: oneLine(message), exitCode: exitCodes.broken };
  if (error instanceof ServiceUnavailable)
    return { kind: 'no-server', message: oneLine(message), exitCode: exitCodes.broken };
  if (error instanceof JobFailed)
    return { kind: error.kind, message: shortenPaths(message), exitCode: exitCodeOf(error) };
  const refusal = redisRefusalIn(error);
  if (refusal) return { kind: 'set-up-failed', message: refusal, exitCode: exitCodes.broken };
  const file = fileProblem(error);
  if (file !== undefined) {
    const message = oneLine(shortenPaths(`${file.finding}: ${file.fix}`));
    return { kind: 'usage', message, exitCode: exitCodes.broken };
  }
  const missing = missingPackage(error);
  if (missing !== undefined) return { kind: 'usage', message: missing, exitCode: exitCodes.broken };
  return {
    kind: 'defect',
    message: `${shortenPaths(message)} (this is a defect of the workbook, not of your code: WORKBOOK_DEBUG=1 shows where)`,
    exitCode: exitCodes.broken,
  };
}

function exitCodeOf({ kind }: JobFailed): ExitCode {
  return kind === 'not-reproducible' ? exitCodes.inconclusive : exitCodes.broken;
}

/** Names files as they are seen from the folder in which the command runs. */
export function shortenPaths(text: string, folder = process.cwd()): string {
  return folder === '/'
    ? text
    : text.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, '');
}
