import type { Dir, Dirent } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { type Actor, currentActor, uncontrolled } from '../actor.ts';
import type { AnyFunction } from './file-calls.ts';
import { parkFileCall } from './file-operation.ts';
import { isPath, pathOf } from './true-path.ts';

/**
 * Puts `opendir` of `node:fs/promises` under control, and `cp` with it, which is made of calls that are controlled then.
 * To open a folder is one operation, and to read all that it holds another one, at the first read. `cp` keeps the calls
 * that it finds when it runs first: it does so here.
 */
export function controlOpenFolders(): void {
  const promises = fsPromises as unknown as Record<string, AnyFunction>;
  const opendir = promises['opendir'] as AnyFunction;
  promises['opendir'] = (...args) => {
    const actor = currentActor();
    const [path] = args;
    if (actor?.client === undefined || !isPath(path)) return opendir(...args);
    const send = async () => {
      const folder = (await opendir(...args)) as Dir;
      return readAtOnce(folder, actor);
    };
    return parkFileCall(actor, { name: 'opendir', touched: [[pathOf(path), 'read']], send });
  };
  const nowhere = '/nowhere/of/the/explorer';
  uncontrolled(() => void fsPromises.cp(nowhere, `${nowhere}/else`).catch(() => {}));
}

/** An open folder whose entries are read by one operation; it may have another name by then, so that touches anything. */
function readAtOnce(folder: Dir, actor: Actor): Dir {
  const readReal = folder.read.bind(folder) as () => Promise<Dirent | null>;
  let entries: Promise<Dirent[]> | undefined;
  const all = async () => {
    const found: Dirent[] = [];
    for (let entry = await readReal(); entry !== null; entry = await readReal()) found.push(entry);
    return found;
  };
  const read = async () => {
    entries ??= parkFileCall(actor, {
      name: 'read folder',
      touched: [['?', 'read']],
      send: all,
    }) as Promise<Dirent[]>;
    return (await entries).shift() ?? null;
  };
  const iterate = async function* () {
    try {
      for (let entry = await read(); entry !== null; entry = await read()) yield entry;
    } finally {
      folder.closeSync();
    }
  };
  // To close it looks the same to all others. That it was closed already, only `close` finds wrong.
  const close = async () => folder.closeSync();
  const dispose = () => close().catch(() => {});
  const calledBack = (callback?: (error: unknown, entry?: Dirent | null) => void) => {
    if (!callback) return read();
    void read().then((entry) => callback(null, entry), callback);
    return undefined;
  };
  return Object.defineProperties(folder, {
    read: { value: calledBack },
    close: {
      value: (callback?: (error?: unknown) => void) =>
        callback ? void close().then(() => callback(), callback) : close(),
    },
    entries: { value: iterate },
    [Symbol.asyncDispose]: { value: dispose },
    [Symbol.asyncIterator]: { value: iterate },
  });
}
