import { basename } from 'node:path';
import type { Reply } from '../../model/operation.ts';
import type { Actor } from '../actor.ts';
import { noteCall } from '../call-sites.ts';
import { noteDiskTrouble } from './disk-trouble.ts';
import { fileFootprint, type Touched } from './file-footprint.ts';
import type { OpenFile } from './open-files.ts';

/** One call to the file system, ready to be parked. */
export interface FileCall {
  readonly name: string;
  readonly touched: Touched;
  /** Which part of the call this is, where it has several. */
  readonly part?: string;
  /** The open file that it goes to, if any. */
  readonly open?: OpenFile | undefined;
  send(): Promise<unknown>;
  /** Does half of it, for a crash in the middle; absent when it writes no data. */
  readonly sendHalf?: (() => Promise<unknown>) | undefined;
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
          noteDiskTrouble(error);
          settle = () => reject(error);
          return {
            error: { message: withoutPaths(error.message), code: error.code },
          };
        },
      );
    actor.controller.park(
      {
        kind: 'file',
        text: `${name} ${touched.map(([path]) => shortPath(path)).join(' → ')}${part ? `: ${part}` : ''}`,
        call: noteCall(actor),
        footprint: () => fileFootprint(name, touched, open),
        perform: settled(send),
        deliver: () => settle(),
        refuse: reject,
        performHalf: sendHalf && settled(sendHalf),
      },
      actor,
    );
  });
}

/** The first half of what a call would write, for a crash in the middle of it. */
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

/** A file's own name. Libraries number their temporary files; the numbers mean nothing. */
function shortPath(path: string): string {
  return basename(path).replace(/\.\d{5,}$/, '.tmp');
}

/** What went wrong, without the files it went wrong with: the operation names them. */
function withoutPaths(message: string): string {
  return message.replace(/, [a-z]+( '.*)?$/, '').replace(/'[^']*\//g, "'");
}
