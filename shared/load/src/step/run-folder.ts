import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@workbook/course';
import {
  makeRunFolder,
  type RunFolder,
  removeLeftovers,
  ServiceUnavailable,
} from '@workbook/services';

/** In the project, so that what runs here finds the project's libraries. */
const parent = join(projectFolder, '.workbook', 'load');

/**
 * A new folder for one run. It goes when the process ends; one of a process that was killed goes with
 * the next run.
 *
 * @throws ServiceUnavailable when there cannot be one, such as on a full disk.
 */
export async function makeLoadFolder(): Promise<RunFolder> {
  try {
    await mkdir(parent, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceUnavailable(
      `the folder ${parent} cannot be made (${reason}): free some space, or mend its permissions`,
      { cause },
    );
  }
  await removeLeftovers(parent);
  return await makeRunFolder(parent, 'load');
}

/** Lets Ctrl-C and a polite kill end the process by its own exit, which removes its folders. */
export function exitOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
