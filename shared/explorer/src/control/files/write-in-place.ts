import { constants } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import type { Mode } from '../../model/footprint.ts';
import type { Actor } from '../actor.ts';
import { halfArguments, parkFileCall } from './file-operation.ts';
import { noteChange } from './file-times.ts';
import { isMissing, noteMade } from './note-times.ts';
import { noteClosed, noteOpened } from './open-files.ts';
import { isPath, pathOf, truePath } from './true-path.ts';

/** The call as it is before it is put under control. */
const openFile = fsPromises.open;

type Path = string | Buffer | URL;
type Data = string | NodeJS.ArrayBufferView;
interface Options {
  readonly encoding?: BufferEncoding | null;
  readonly mode?: number;
  readonly flag?: string | number;
  readonly flush?: boolean;
  readonly signal?: AbortSignal;
}

/** A call that writes over a file, as the operating system sees it. */
interface InPlace {
  readonly paths: readonly (readonly [Path, Mode])[];
  /** Opens what is written to, which empties it. */
  empty(): Promise<FileHandle>;
  /** Writes all of it, or half. */
  fill(file: FileHandle, share: 'all' | 'half'): Promise<unknown>;
}

/**
 * A call of this name that empties a file before it fills it, as two operations: between them, other
 * clients find an empty file. What is written goes to the file that was opened, even if another file
 * has got its name since. Undefined for all other calls.
 */
export function twoOperations(
  name: string,
  args: readonly unknown[],
): ((actor: Actor) => Promise<void>) | undefined {
  const call =
    name === 'writeFile' ? writing(args) : name === 'copyFile' ? copying(args) : undefined;
  return call && ((actor) => run(name, call, actor));
}

async function run(name: string, { paths, empty, fill }: InPlace, actor: Actor): Promise<void> {
  const touched = paths.map(([path, mode]) => [pathOf(path), mode] as const);
  let file: FileHandle | undefined;
  const open = async () => {
    const path = paths.at(-1)?.[0] as Path;
    const isNew = isMissing(path);
    file = await empty();
    if (isNew) noteMade(file.fd, actor, path);
    else noteChange('changed', file.fd, actor);
    noteOpened(file, touched.at(-1)?.[0], actor);
  };
  const write = async (share: 'all' | 'half') => {
    const opened = file as FileHandle;
    try {
      await fill(opened, share);
      noteChange('changed', opened.fd, actor);
    } finally {
      noteClosed(opened);
      await opened.close();
    }
  };
  await parkFileCall(actor, { name, touched, part: 'empty it', send: open });
  await parkFileCall(actor, {
    name,
    touched,
    part: 'fill it',
    open: file,
    send: () => write('all'),
    sendHalf: () => write('half'),
  });
}

/**
 * A call that is refused without a look at the file does not empty it, nor does a write to an open
 * one.
 */
function writing([path, data, given]: readonly unknown[]): InPlace | undefined {
  const options = typeof given === 'string' ? { encoding: given } : (given ?? {});
  const { flag = 'w', mode, flush, encoding, signal } = options as Options;
  const whole = typeof data === 'string' || ArrayBuffer.isView(data);
  const truncates =
    typeof flag === 'number' ? (flag & constants.O_TRUNC) !== 0 : flag.startsWith('w');
  if (!isPath(path) || !whole || !truncates || signal?.aborted) return undefined;
  return {
    paths: [[path, 'write']],
    empty: () => openFile(path, flag, mode),
    async fill(file, share) {
      const written = share === 'all' ? data : halfArguments('writeFile', [data])?.[0];
      const how = { encoding: encoding ?? 'utf8', ...(signal && { signal }) };
      await file.writeFile(written as Data, how);
      if (flush) await file.sync();
    },
  };
}

/** A copy that has to be a reflink is made at once, and nothing is copied onto itself. */
function copying([from, to, mode = 0]: readonly unknown[]): InPlace | undefined {
  if (!isPath(from) || !isPath(to) || typeof mode !== 'number') return undefined;
  if ((mode & constants.COPYFILE_FICLONE_FORCE) !== 0) return undefined;
  if (truePath(from) === truePath(to)) return undefined;
  let bytes: Buffer;
  return {
    paths: [
      [from, 'read'],
      [to, 'write'],
    ],
    async empty() {
      await using source = await openFile(from, 'r');
      const { mode: permissions } = await source.stat();
      bytes = await source.readFile();
      // Awaited: the other file is closed before the caller hears of an error.
      return await openFile(to, (mode & constants.COPYFILE_EXCL) !== 0 ? 'wx' : 'w', permissions);
    },
    fill: (file, share) =>
      file.writeFile(share === 'all' ? bytes : bytes.subarray(0, Math.ceil(bytes.length / 2))),
  };
}
