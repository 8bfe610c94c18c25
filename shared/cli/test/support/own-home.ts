import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock } from 'node:test';
import { guardedFolderIn } from '../../../site/test/support/guarded-folder.ts';
import { projectFolder } from './project.ts';

/**
 * A learner's folder for commands that run in the process of a test, which is much faster than a
 * process for each. Where the learner's files are is decided when a module is loaded: so one test
 * file has one such folder, loads the commands after it was made, and removes it in the end. It is in `base`.
 */
export interface OwnHome {
  readonly folder: string;
  readonly attempt: string;
  readonly saved: string;
  /** Takes everything away; saved attempts go to another file system from now on, if that is wanted. */
  readonly empty: (elsewhere?: string) => void;
  /** The folders that are saved. */
  readonly savedFolders: () => string[];
  /** What replacements have left behind. */
  readonly leftovers: () => string[];
}

export async function makeOwnHome(base = join(projectFolder, '.workbook/tests')): Promise<OwnHome> {
  mkdirSync(base, { recursive: true });
  const folder = guardedFolderIn(base, 'own-');
  after(() => rmSync(folder, { recursive: true }));
  process.env.WORKBOOK_HOME = folder;
  const { homeFolder } = await import('@workbook/course');
  assert.equal(homeFolder, folder, 'a module was loaded before this folder was made');
  const attempt = join(folder, 'steps/01/attempt');
  const saved = join(folder, '.workbook/saved/01');
  const names = (path: string) => readdirSync(path).filter((name) => !name.startsWith('.'));
  return {
    folder,
    attempt,
    saved,
    empty: (elsewhere) => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      mkdirSync(join(folder, '.workbook'));
      if (!elsewhere) return;
      rmSync(elsewhere, { recursive: true, force: true });
      mkdirSync(elsewhere);
      symlinkSync(elsewhere, join(folder, '.workbook/saved'));
    },
    savedFolders: () => names(saved).map((name) => join(saved, name)),
    leftovers: () => [
      ...names(join(folder, 'steps/01')).filter((name) => name !== 'attempt'),
      ...readdirSync(saved).filter((name) => name.startsWith('.')),
    ],
  };
}

/**
 * A folder on another file system than the project's, which goes after the tests of the file, and
 * why tests that need one are skipped: some machines have one file system only.
 */
export function otherDisk(): { readonly disk?: string; readonly skip: string | false } {
  const place = ['/dev/shm', '/run/shm', tmpdir()].find(
    (path) =>
      statSync(path, { throwIfNoEntry: false })?.isDirectory() &&
      statSync(path).dev !== statSync(projectFolder).dev,
  );
  if (!place) return { skip: 'this machine has one file system only' };
  const disk = guardedFolderIn(place, 'workbook-test-');
  after(() => rmSync(disk, { recursive: true, force: true }));
  return { disk, skip: false };
}

/** Runs a command without its output, and returns that. */
export async function quietly(command: () => Promise<unknown>): Promise<string> {
  let text = '';
  const keep = (chunk: unknown) => {
    text += `${String(chunk)}\n`;
  };
  const write = process.stdout.write.bind(process.stdout) as (...args: unknown[]) => boolean;
  const out = mock.method(process.stdout, 'write', (...args: unknown[]) => {
    // The test runner writes bytes, which pass.
    if (typeof args[0] !== 'string') return write(...args);
    keep(args[0]);
    return true;
  });
  const err = mock.method(console, 'error', keep);
  try {
    await command();
    return text;
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}
