import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

/** A file system in memory, where there is one: a run must not wait for a disk to sync. */
const memory = '/dev/shm';
const name = /^workbook-data-(\d+)-/;

/**
 * Makes an empty folder for the files of one race, and returns its path. What processes that do not
 * live any more have left behind is removed first.
 */
export async function dataFolder(parent = existsSync(memory) ? memory : tmpdir()): Promise<string> {
  for (const entry of await readdir(parent)) {
    const owner = Number(name.exec(entry)?.[1] ?? process.pid);
    if (owner === process.pid || isAlive(owner)) continue;
    // It may belong to another user: then it is theirs to remove.
    await rm(join(parent, entry), { recursive: true, force: true }).catch(() => {});
  }
  return await mkdtemp(join(parent, `workbook-data-${process.pid}-`));
}
