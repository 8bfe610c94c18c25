import { existsSync, renameSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolder } from '@workbook/course';
import { flushOne } from './copy-tree.ts';
import { isThere } from './leftovers.ts';

/** An attempt that was put aside. */
export interface SavedAttempt {
  /** `06/2026-11-20T21-30-05`: what `workbook saved --restore` takes. */
  readonly id: string;
  readonly step: string;
  readonly folder: string;
}

/** The folder of what was saved of a step. Makes it if there is none. */
export async function makeSavedFolder(step: string): Promise<string> {
  const folder = join(savedFolder, step);
  await mkdir(folder, { recursive: true });
  return folder;
}

const savedFolder = join(homeFolder, '.workbook', 'saved');

/**
 * Moves a folder, which must not be empty, to where the saved attempts of a step are, by one rename:
 * it is there whole or not at all. The name is that of this second, and no other attempt has it: a
 * rename never replaces a folder that has something in it. `suffix` ends the name.
 */
export async function moveToSaved(
  folder: string,
  step: string,
  suffix = '',
): Promise<SavedAttempt> {
  const base = await makeSavedFolder(step);
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  for (let n = 1; ; n += 1) {
    const saved = savedAt(step, `${time}${n === 1 ? '' : `-${n}`}${suffix}`);
    if (isThere(saved.folder)) continue;
    try {
      renameSync(folder, saved.folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') continue;
      throw error;
    }
    await flushOne(base).catch((error: unknown) => {
      renameSync(saved.folder, folder);
      throw error;
    });
    return saved;
  }
}

function savedAt(step: string, name: string): SavedAttempt {
  return { id: `${step}/${name}`, step, folder: join(savedFolder, step, name) };
}

/** Everything that was ever put aside, the newest last. */
export async function savedAttempts(): Promise<readonly SavedAttempt[]> {
  const steps = await namesIn(savedFolder);
  const each = await Promise.all(
    steps.map(async (step) =>
      (await namesIn(join(savedFolder, step))).map((name) => savedAt(step, name)),
    ),
  );
  return each.flat();
}

/** The folders in a folder, in their order: of one second, the tenth comes after the ninth. */
async function namesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
