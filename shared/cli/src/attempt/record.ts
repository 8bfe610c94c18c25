import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '@workbook/course';
import { withPath } from '../usage/file-problem.ts';
import { lockHomeSync } from './home-lock.ts';
import { freshNumber, isThere } from './leftovers.ts';

/** A small plain file in `.workbook` that the workbook keeps of the learner: `progress.json`. */
export type RecordName = 'progress.json' | 'predictions.json';

const folder = join(homeFolder, '.workbook');

/** What a record says; undefined when there is none. Throws what the file system throws. */
export function readRecord(name: RecordName): string | undefined {
  const file = join(folder, name);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw withPath(error, file);
  }
}

/**
 * Changes a record by what it says now: no change of another command is lost in between. The file is
 * replaced in one piece, which is on the disk by then. `change` gets no text when there is no record.
 */
export function changeRecord(name: RecordName, change: (text: string | undefined) => string): void {
  using _lock = lockHomeSync('records');
  replaceRecord(name, change(readRecord(name)));
}

/**
 * Renames a record that makes no sense to `NAME.broken`, unless another command has replaced it by
 * now. A broken one of earlier keeps a name too.
 */
export function setRecordAside(name: RecordName, nonsense: string): void {
  using _lock = lockHomeSync('records');
  if (readRecord(name) !== nonsense) return;
  const broken = join(folder, `${name}.broken`);
  for (let n = 2; isThere(broken); n += 1)
    if (!isThere(`${broken}-${n}`)) renameSync(broken, `${broken}-${n}`);
  renameSync(join(folder, name), broken);
}

function replaceRecord(name: RecordName, text: string): void {
  mkdirSync(folder, { recursive: true });
  removeUnfinished(name);
  const unfinished = join(folder, `${name}.new-${freshNumber()}`);
  try {
    writeFileSync(unfinished, text, { flush: true });
    renameSync(unfinished, join(folder, name));
    flushNames();
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw withPath(error, join(folder, name));
  }
}

/** What a kill has left: no learner was told that it is kept. A number alone is of an earlier workbook. */
function removeUnfinished(name: RecordName): void {
  for (const one of readdirSync(folder))
    if (one.startsWith(name) && /^\.(new-[0-9a-f]{12}|\d+)$/.test(one.slice(name.length)))
      rmSync(join(folder, one), { force: true });
}

function flushNames(): void {
  const names = openSync(folder, 'r');
  try {
    fsyncSync(names);
  } finally {
    closeSync(names);
  }
}
