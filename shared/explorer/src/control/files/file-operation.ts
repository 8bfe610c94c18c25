import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Footprint, type Mode, touchesAnything } from '../../model/footprint.ts';
import type { Reply } from '../../model/operation.ts';
import { type Actor, uncontrolled } from '../actor.ts';
import { noteCall } from '../call-sites.ts';

/** The files that a call touches, and how; `?` stands for one that nobody knows. */
export type Touched = readonly (readonly [path: string, mode: Mode])[];

/** One call to the file system, as it is to be parked. */
export interface FileCall {
  readonly name: string;
  readonly touched: Touched;
  /** Which part of the call this is, where it has several. */
  readonly part?: string;
  /** The open file that it goes to, if any: whatever names that has by then are touched, too. */
  readonly open?: OpenFile | undefined;
  send(): Promise<unknown>;
  /** Does half of it, for a crash in the middle; absent when it writes no data. */
  readonly sendHalf?: (() => Promise<unknown>) | undefined;
}

/** A handle, or a descriptor. */
export type OpenFile = FileHandle | number;

/** What instances hold open, under which names: the one it was opened by, and those it has got since. */
const openFiles = new Map<OpenFile, { readonly instance: number; readonly names: Set<string> }>();

/** Remembers what an instance has opened: a crash closes it. */
export function noteOpened(file: OpenFile, path: unknown, { instance }: Actor): void {
  openFiles.set(file, { instance, names: new Set([truePath(String(path))]) });
}

export function noteClosed(file: OpenFile): void {
  openFiles.delete(file);
}

/** Whoever writes to an open file writes to it under its new name, too. */
export function noteRenamed(from: unknown, to: unknown): void {
  for (const { names } of openFiles.values()) {
    if (names.has(truePath(String(from)))) names.add(truePath(String(to)));
  }
}

/** The name by which controlled code has opened a file, if it has. */
export function nameOf(file: OpenFile): string | undefined {
  return openFiles.get(file)?.names.values().next().value;
}

/** Parks a file call until the scheduler lets it go. Settles as the call does. */
export function parkFileCall(
  actor: Actor,
  { name, touched, part, open, send, sendHalf }: FileCall,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let settle = () => {};
    const settled = (work: () => Promise<unknown>) => () =>
      work().then(
        (value): Reply => {
          settle = () => resolve(value);
          return {};
        },
        (error: NodeJS.ErrnoException): Reply => {
          settle = () => reject(error);
          return {
            error: {
              message: withoutPaths(error.message),
              ...(error.code ? { code: error.code } : {}),
            },
          };
        },
      );
    const unknown = touched.some(([path]) => path === '?');
    noteCall(actor);
    actor.controller.park(
      {
        kind: 'file',
        text: `${name} ${touched.map(([path]) => shortPath(path)).join(' → ')}${part ? `: ${part}` : ''}`,
        footprint: () => (unknown ? touchesAnything : footprintOf(touched, open)),
        perform: settled(send),
        deliver: () => settle(),
        ...(sendHalf ? { performHalf: settled(sendHalf) } : {}),
      },
      actor,
    );
  });
}

function footprintOf(touched: Touched, open: OpenFile | undefined): Footprint {
  const names = (open !== undefined && openFiles.get(open)?.names) || [];
  return touched.flatMap(([path, mode]) =>
    [...new Set([path, ...names])].map((key) => ({ mode, scope: 'file', key })),
  );
}

/** The first half of what a call was to write, for a crash in the middle of it. */
export function halfOf(
  name: string,
  rest: readonly unknown[],
  write: (rest: unknown[]) => Promise<unknown>,
): (() => Promise<unknown>) | undefined {
  const half = halfArguments(name, rest);
  return half && (() => write(half));
}

/** The arguments after the first, of a call that writes half; undefined when the call writes no data. */
export function halfArguments(name: string, rest: readonly unknown[]): unknown[] | undefined {
  const [data, ...others] = rest;
  if (!/^(write|writeFile|appendFile)$/.test(name)) return undefined;
  if (typeof data === 'string') return [data.slice(0, Math.ceil(data.length / 2)), ...others];
  if (!ArrayBuffer.isView(data)) return undefined;
  const half = Math.ceil(data.byteLength / 2);
  if (name === 'write') return [data, others[0] ?? 0, half, ...others.slice(2)];
  return [new Uint8Array(data.buffer, data.byteOffset, half), ...others];
}

/** One name for a file, whatever links lead to its folder. */
export function truePath(path: string): string {
  try {
    return join(fs.realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** A file's own name. Libraries number their temporary files; the numbers say nothing. */
function shortPath(path: string): string {
  return basename(path).replace(/\.\d{5,}$/, '.tmp');
}

/** What went wrong, without the files it went wrong with: the operation names them. */
function withoutPaths(message: string): string {
  return message.replace(/, [a-z]+( '.*)?$/, '').replace(/'[^']*\//g, "'");
}

/** Closes what an instance holds open, as a crash does. */
export function closeFilesOf(instance: number): void {
  for (const [file, { instance: owner }] of openFiles) {
    if (owner !== instance) continue;
    openFiles.delete(file);
    if (typeof file === 'number') uncontrolled(() => fs.close(file, () => {}));
    else void uncontrolled(() => file.close()).catch(() => {});
  }
}
