import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guardedFolderIn } from '../../../site/test/support/guarded-folder.ts';
import { projectFolder } from './project.ts';

/** A learner's folder that belongs to one test: the attempts of the checkout stay as they are. */
export interface Home extends AsyncDisposable {
  readonly folder: string;
  /** To be given to the command. */
  readonly env: NodeJS.ProcessEnv;
  readonly attempt: (step: string, file?: string) => string;
  readonly write: (step: string, text: string, file?: string) => Promise<void>;
  readonly read: (step: string, file?: string) => Promise<string>;
}

/**
 * It is inside of the project, where the compiler finds the libraries, in a folder that git ignores. It goes when it is
 * disposed of, or when this process ends, however it does.
 */
export async function makeHome(): Promise<Home> {
  const base = join(projectFolder, '.workbook', 'tests');
  await mkdir(base, { recursive: true });
  const folder = guardedFolderIn(base, 'home-');
  const attempt = (step: string, file = 'accounts.ts') =>
    join(folder, 'steps', step, 'attempt', file);
  return {
    folder,
    env: { WORKBOOK_HOME: folder },
    attempt,
    write: async (step, text, file) => {
      await mkdir(join(folder, 'steps', step, 'attempt'), { recursive: true });
      await writeFile(attempt(step, file), text);
    },
    read: (step, file) => readFile(attempt(step, file), 'utf8'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The code of a step, such as `06/src/accounts.ts`. */
export function code(path: string): Promise<string> {
  return readFile(join(projectFolder, 'steps', path), 'utf8');
}
