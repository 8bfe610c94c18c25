import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runsFolder } from '@workbook/services';
import { isAlive } from './is-alive.ts';

/** The accounts of a race are a few lines of text. */
const leastBytes = 16 * 1024 ** 2;

const name = /^workbook-data-(\d+)-/;

/**
 * Makes an empty folder for the files of one race, and returns its path. What processes that do not
 * live any more have left behind is removed first.
 */
export async function dataFolder(within?: string): Promise<string> {
  const parent = within ?? (await runsFolder(leastBytes));
  for (const entry of await readdir(parent)) {
    const owner = Number(name.exec(entry)?.[1] ?? process.pid);
    if (owner === process.pid || isAlive(owner)) continue;
    // It may belong to another user: then it is theirs to remove.
    await rm(join(parent, entry), { recursive: true, force: true }).catch(() => {});
  }
  return await mkdtemp(join(parent, `workbook-data-${process.pid}-`));
}
