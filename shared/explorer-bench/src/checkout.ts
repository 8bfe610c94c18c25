import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '@workbook/course';
import { ScriptError } from '@workbook/services';

const run = promisify(execFile);

/** The project at some commit, with its libraries. */
export interface Checkout {
  /** What its column is called: `now`, or a commit. */
  readonly name: string;
  readonly folder: string;
  /** A folder for attempts, which no learner works in. */
  readonly home: string;
}

/** The project as it lies here. */
export async function checkoutHere(into: string): Promise<Checkout> {
  return { name: 'now', folder: projectFolder, home: await homeIn(into, 'now') };
}

/**
 * The project as it was at `commit`, with its libraries, in a new folder in `into`. The repository itself is only read.
 *
 * @throws ScriptError when the repository has no such commit.
 */
export async function checkoutOf(commit: string, into: string): Promise<Checkout> {
  const folder = join(into, 'beside');
  const archive = join(into, 'beside.tar');
  try {
    await run('git', ['archive', '--format=tar', '-o', archive, `${commit}^{tree}`], {
      cwd: projectFolder,
    });
  } catch (cause) {
    throw new ScriptError(`git has no commit ${commit}: give one that \`git log\` lists`, {
      cause,
    });
  }
  await mkdir(folder);
  await run('tar', ['-xf', archive, '-C', folder]);
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, maxBuffer: 2 ** 26 });
  return { name: commit, folder, home: await homeIn(into, 'beside') };
}

async function homeIn(into: string, name: string): Promise<string> {
  const home = join(into, `home-${name}`);
  await mkdir(home);
  return home;
}

/** Whether a checkout has the step whose code is in `file`, a path of this project. */
export const has = ({ folder }: Checkout, file: string) =>
  existsSync(join(folder, relative(projectFolder, file)));
