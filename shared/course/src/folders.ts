import { join, resolve } from 'node:path';

/** The project's folder, whatever folder a command is run in. */
export const projectFolder = join(import.meta.dirname, '../../..');

/**
 * The folder that holds what is the learner's own: attempts, what was saved of them, progress. It is
 * the project's, unless WORKBOOK_HOME says otherwise.
 */
export const homeFolder = resolve(process.env.WORKBOOK_HOME || projectFolder);

/** Where the learner's own code of a step belongs, whether there is any or not. */
export function attemptFolder(number: string, home = homeFolder): string {
  return join(home, 'steps', number, 'attempt');
}
