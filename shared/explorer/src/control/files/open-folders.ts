import fs, { type Dir, type Dirent } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { readsAnything } from '../../model/footprint.ts';
import { type Actor, currentActor, uncontrolled } from '../actor.ts';
import type { AnyFunction } from './file-calls.ts';
import { parkFileCall } from './file-operation.ts';
import { isPath, pathOf } from './true-path.ts';

/**
 * Puts `opendir` under control, in its three forms, and `cp` with it, which is made of calls that are controlled then.
 * To open a folder is one operation, and to read all that it holds another one, at the first read. `cp` keeps the calls
 * that it finds when it runs first: it does so here.
 */
export function controlOpenFolders(): void {
  const promises = fsPromises as unknown as Record<string, AnyFunction>;
  const calls = fs as unknown as Record<string, AnyFunction>;
  const promised = promises['opendir'] as AnyFunction;
  const [calledBack, atOnce] = [calls['opendir'], calls['opendirSync']] as AnyFunction[];
  promises['opendir'] = (...args) => {
    const actor = openingActor(args);
    return actor ? open(args, actor) : promised(...args);
  };
  calls['opendir'] = (...args) => {
    const callback = args.at(-1) as (error: unknown, folder?: Dir) => void;
    const actor = typeof callback === 'function' ? openingActor(args) : undefined;
    if (!actor) return calledBack?.(...args);
    void open(args.slice(0, -1), actor).then(
      (folder) => callback(null, folder as Dir),
      (error: unknown) => callback(error),
    );
    return undefined;
  };
  calls['opendirSync'] = (...args) => {
    const folder = atOnce?.(...args) as Dir;
    const actor = openingActor(args);
    return actor ? readAtOnce(folder, actor) : folder;
  };
  const open = ([path, ...options]: readonly unknown[], actor: Actor) => {
    const send = async () => readAtOnce((await promised(path, ...options)) as Dir, actor);
    return parkFileCall(actor, {
      name: 'opendir',
      touched: [[pathOf(path as string), 'read']],
      send,
    });
  };
  const nowhere = '/nowhere/of/the/explorer';
  uncontrolled(() => void fsPromises.cp(nowhere, `${nowhere}/else`).catch(() => {}));
}

/** The client that opens a folder; undefined for all other code, and for a path that Node refuses. */
function openingActor([path]: readonly unknown[]): Actor | undefined {
  const actor = currentActor();
  return actor?.client === undefined || !isPath(path) ? undefined : actor;
}

/** An open folder whose entries are read by one operation; it may have another name by then, so that touches anything. */
function readAtOnce(folder: Dir, actor: Actor): Dir {
  const readReal = folder.read.bind(folder) as () => Promise<Dirent | null>;
  const readRealAtOnce = folder.readSync.bind(folder);
  let entries: Promise<Dirent[]> | undefined;
  let found: Dirent[] | undefined;
  const all = async () => {
    found = [];
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
    readSync: {
      value: () => {
        if (found) return found.shift() ?? null;
        actor.controller.touchesAtOnce(readsAnything, false, actor);
        return readRealAtOnce();
      },
    },
    close: {
      value: (callback?: (error?: unknown) => void) =>
        callback ? void close().then(() => callback(), callback) : close(),
    },
    entries: { value: iterate },
    [Symbol.asyncDispose]: { value: dispose },
    [Symbol.asyncIterator]: { value: iterate },
  });
}
