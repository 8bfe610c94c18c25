import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CourseStep, projectFolder } from '@workbook/course';
import { makeRunFolder, removeLeftovers } from '@workbook/services';
import { attemptOf } from '../attempt/files.ts';
import { UsageError } from '../usage/errors.ts';

/** The files of an attempt as text, by their path in its folder. */
export type AttemptFiles = Readonly<Record<string, string>>;

/**
 * All files of the attempt at `step`. Left out are those that are hidden, whose names begin with a dot:
 * editors keep their own there, and others their passwords. Throws `UsageError` for a symbolic link and
 * for what is no text: neither can be told to another machine.
 */
export async function filesOf(step: CourseStep): Promise<AttemptFiles> {
  const { folder, shown } = attemptOf(step);
  const files: [path: string, text: string][] = [];
  const read = async (inside: string): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) await read(path);
      else if (entry.isFile())
        files.push([path, await textOf(join(folder, path), `${shown}/${path}`)]);
      else throw new UsageError(`${shown}/${path} is no file: a proof holds files only, remove it`);
    }
  };
  await read('');
  return Object.fromEntries(files);
}

async function textOf(path: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${shown} is no text in UTF-8: a proof holds text only, move it away`);
  }
}

/** Attempts in a temporary folder. Disposing removes it. */
export interface WrittenAttempts extends AsyncDisposable {
  readonly folder: string;
  /** The file to judge of each step, by the number of the step. */
  readonly fileOf: (step: string) => string;
}

/**
 * Writes attempts where nothing of the learner's is, and where the compiler finds the libraries. The
 * paths have to be checked before: they must not leave the folder.
 */
export async function writeAttempts(
  steps: readonly { readonly step: string; readonly files: AttemptFiles }[],
): Promise<WrittenAttempts> {
  const parent = join(projectFolder, '.workbook/proofs');
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent);
  const base = await makeRunFolder(parent, 'changed');
  const dispose = base[Symbol.asyncDispose];
  try {
    for (const { step, files } of steps)
      for (const [path, text] of Object.entries(files)) {
        const file = join(base.path, step, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text, { flag: 'wx' });
      }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    folder: base.path,
    fileOf: (step) => join(base.path, step, 'accounts.ts'),
    [Symbol.asyncDispose]: dispose,
  };
}
