import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PreparedRun } from '@workbook/explorer';
import { type Frame, outlineOf } from './outline.ts';

/** What an error says, in one line, with the place in the code where it has one: not one in a library. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`;
  const lines = error.message.split('\n').filter((line) => line.trim() !== '');
  // esbuild counts its errors in the first line, and says each with its place after that.
  const message = lines[/^Transform failed/.test(error.message) ? 1 : 0] ?? error.name;
  if (message.includes(':')) return message;
  for (const { path, line } of placesOf(error.stack ?? '')) {
    if (!isInLibrary(path) && !isOurs(path)) return `${message} (${path}:${line})`;
  }
  return message;
}

/** Whether an error was thrown where the answers to requests are made of what the code under test returns. */
export function isThrownForAnswer({ stack = '' }: Error): boolean {
  const [first] = placesOf(stack);
  return first?.path.startsWith(foldersOfHttp) ?? false;
}

/** The first line of a stack that is in `folder`, as `accounts.ts:7`: a path from the folder on, and a line. */
export function placeIn(stack: string, folder: string): string | undefined {
  const [innermost] = framesIn(stack, folder);
  return innermost && placeFrom(folder, innermost);
}

/**
 * The line behind a stack that says what `method` has asked for, where its innermost line in `folder` is that of a helper
 * which runs what it was given; undefined where it is not, or where it is not certain which it is.
 */
export function placeBehind(stack: string, folder: string, method: string): string | undefined {
  const frames = [...framesIn(stack, folder)];
  const path = frames[0]?.path;
  if (path === undefined || frames.some((frame) => frame.path !== path)) return undefined;
  const lines = frames.map(({ line }) => line);
  const line = outlineOf(path)?.lineBehind(method, lines);
  return line === undefined ? undefined : placeFrom(folder, { path, line });
}

/** How the places of a run are found in `folder`; `methodOf` says which method a client has called. */
export function placesIn(
  folder: string,
  methodOf: (client: string) => string | undefined,
): Required<Pick<PreparedRun, 'placeOf' | 'callerOf'>> {
  return {
    placeOf: (stack) => placeIn(stack, folder),
    callerOf: (stack, client) => {
      const method = methodOf(client);
      return method === undefined ? undefined : placeBehind(stack, folder, method);
    },
  };
}

const placeFrom = (folder: string, { path, line }: Frame) => `${relative(folder, path)}:${line}`;

/** The lines of a stack that are in `folder`, from the innermost on. */
function* framesIn(stack: string, folder: string): Generator<Frame> {
  for (const { path, line } of placesOf(stack))
    if (!relative(folder, path).startsWith('..') && !isInLibrary(path))
      yield { path, line: Number(line) };
}

/** The innermost line of a stack that is in none of the `folders`, nor in a library, as `/folder/accounts.ts:7`. */
export function placeOutside(stack: string, folders: readonly string[]): string | undefined {
  for (const { path, line } of placesOf(stack)) {
    const isInside = folders.some((folder) => !relative(folder, path).startsWith('..'));
    if (!isInLibrary(path) && !isInside) return `${path}:${line}`;
  }
  return undefined;
}

/** A text that names places, without them. */
export function withoutPlaces(text: string, places: Iterable<string>): string {
  return [...places].reduce((rest, place) => rest.replaceAll(place, ''), text);
}

const sourceOf = (name: string) =>
  join(dirname(fileURLToPath(import.meta.resolve(`@workbook/${name}`))), sep);
const foldersOfHttp = sourceOf('http');
const ours = [foldersOfHttp, sourceOf('explorer'), join(import.meta.dirname, '..', sep)];

/** What serves the code under test and judges it is a library to this code. */
const isOurs = (path: string) => ours.some((folder) => path.startsWith(folder));

const isInLibrary = (path: string) => path.includes(`${sep}node_modules${sep}`);

/** The files and lines that a stack names, from the innermost on. */
function* placesOf(stack: string): Generator<{ path: string; line: string }> {
  for (const [, url, line] of stack.matchAll(
    /(?<![^\s(])(file:\/\/[^\s)]+?|\/[^\s)]+?)(?:\?[^:)\s]*)?:(\d+)(?::\d+)?\)?\s*$/gm,
  )) {
    if (url === undefined || line === undefined) continue;
    yield { path: url.startsWith('file:') ? fileURLToPath(url) : url, line };
  }
}
