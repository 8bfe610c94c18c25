import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, projectFolder } from '@workbook/race-test';

/** In the project, so that what runs here finds the project's libraries. */
const parent = join(projectFolder, '.workbook', 'load');

const made: string[] = [];

/**
 * A new folder for one run, named after this process. It goes when the process ends; one of a
 * process that was killed goes with the next run.
 */
export async function makeRunFolder(name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  await removeLeftovers();
  const folder = await mkdtemp(join(parent, `${process.pid}-${name}-`));
  if (made.push(folder) === 1) process.once('exit', removeMade);
  return folder;
}

/** Lets Ctrl-C and a polite kill end the process by its own exit, at which its folders go. */
export function exitOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

function removeMade(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number.parseInt(name, 10);
    if (!isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}
