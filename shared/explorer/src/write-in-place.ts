import { constants } from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import type { Actor } from './control.ts';
import {
  halfOf,
  noteClosed,
  noteOpened,
  parkFileCall,
  type Touched,
  truePath,
} from './file-operation.ts';

/** The call as it is before anybody controls it. */
const openFile = fsPromises.open;

type Path = Parameters<typeof openFile>[0];
type Data = string | NodeJS.ArrayBufferView;
interface Options {
  readonly encoding?: BufferEncoding | null;
  readonly mode?: number;
  readonly flag?: string | number;
  readonly flush?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Whether `writeFile` with these arguments empties the file before it fills it. What is refused
 * without a look at the file does not, and neither does a write to what is open already.
 */
export function emptiesFirst([path, data, given]: readonly unknown[]): boolean {
  const { flag = 'w', signal } = optionsOf(given);
  const named = typeof path === 'string' || path instanceof URL || Buffer.isBuffer(path);
  const whole = typeof data === 'string' || ArrayBuffer.isView(data);
  const truncates =
    typeof flag === 'number' ? (flag & constants.O_TRUNC) !== 0 : flag.startsWith('w');
  return named && whole && truncates && !signal?.aborted;
}

/**
 * `writeFile` as the operating system sees it: the file is opened, which empties it, and then filled.
 * Between the two, others find an empty file. What is written goes to the file that was opened, even
 * if somebody has given its name to another one since.
 */
export async function writeInPlace(actor: Actor, args: readonly unknown[]): Promise<void> {
  const [path, data] = args as [Path, Data];
  const { flag = 'w', mode, flush, encoding, signal } = optionsOf(args[2]);
  const touched: Touched = [[truePath(String(path)), 'write']];
  let file: FileHandle | undefined;
  const empty = async () => {
    file = await openFile(path, flag, mode);
    noteOpened(file, path, actor);
  };
  const fill = async (written: Data) => {
    const opened = file as FileHandle;
    try {
      await opened.writeFile(written, { encoding: encoding ?? 'utf8', ...(signal && { signal }) });
      if (flush) await opened.sync();
    } finally {
      noteClosed(opened);
      await opened.close();
    }
  };
  await parkFileCall(actor, { name: 'writeFile', touched, part: 'empty it', send: empty });
  await parkFileCall(actor, {
    name: 'writeFile',
    touched,
    part: 'fill it',
    open: file,
    send: () => fill(data),
    sendHalf: halfOf('writeFile', [data], ([half]) => fill(half as Data)),
  });
}

function optionsOf(given: unknown): Options {
  if (typeof given === 'string') return { encoding: given as BufferEncoding };
  return (given ?? {}) as Options;
}
