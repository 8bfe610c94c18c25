import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Reads until this process has ended, and then deletes: a browser that is about to end may still write into it. */
const guard = `trap '' HUP INT TERM; cat; until rm -rf -- "$0"; do sleep 1; done`;

let made: string | undefined;

/** A folder of this process's own, which is gone when the process is, kill -9 included. */
export function guardedFolder(): string {
  made ??= guardedFolderIn(tmpdir());
  return made;
}

/** The same in another folder than that for temporary ones, and a new one each time. Its name is short: pages show it. */
export function guardedFolderIn(parent: string, prefix = 'workbook-site-'): string {
  const lot = randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0');
  const folder = join(parent, `${prefix}${lot}`);
  // First the guard and then the folder: there is no moment in which nothing would delete it.
  const child = spawn('sh', ['-c', guard, folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  child.unref();
  const { stdin } = child as unknown as { stdin: { unref: () => void } };
  stdin.unref();
  mkdirSync(folder);
  return folder;
}
