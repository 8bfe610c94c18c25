import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { homeFolder } from '@workbook/course';
import { UsageError } from '../usage/errors.ts';

/** What one command at a time may change: the attempts, or the small records beside them. */
export type Locked = 'attempts' | 'records';

/** No change of an attempt takes this long: the command that has the lock stands still, or copies very much. */
const patienceMs = 60_000;
const betweenTriesMs = 20;

/**
 * Waits until no other command has the lock, in any process and any container on this machine, and
 * takes it until it is disposed of. SQLite locks its file through the operating system: a kill
 * releases the lock, and no command has to guess by a process id or a time whether its owner still
 * lives. Nothing is ever written into the file.
 *
 * Throws `UsageError` when the other command keeps it for a minute.
 */
export async function lockHome(what: Locked): Promise<Disposable> {
  const file = lockFile(what);
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const lock = tryToLock(file, 0);
    if (lock) return lock;
    if (performance.now() > endMs) throw isKept();
    await delay(betweenTriesMs);
  }
}

/** The same, for a change without any `await`: the thread stands still until the lock is free. */
export function lockHomeSync(what: Locked): Disposable {
  const lock = tryToLock(lockFile(what), patienceMs);
  if (lock) return lock;
  throw isKept();
}

function lockFile(what: Locked): string {
  const file = join(homeFolder, '.workbook', `${what}.lock`);
  mkdirSync(dirname(file), { recursive: true });
  // SQLite says only that it cannot open a file; this says why.
  closeSync(openSync(file, 'a'));
  return file;
}

function tryToLock(file: string, timeout: number): Disposable | undefined {
  const database = new DatabaseSync(file, { timeout });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === isBusy) return undefined;
    throw new UsageError(
      `${file} cannot be locked (${(error as Error).message}): remove it, or set WORKBOOK_HOME to a folder on a disk that knows locks`,
      { cause: error },
    );
  }
  return { [Symbol.dispose]: () => database.close() };
}

const isBusy = 5;

function isKept(): UsageError {
  return new UsageError(
    'another workbook command has been changing your files for a minute: wait until it is done, or end it',
  );
}
