import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { type Actor, uncontrolled } from '../actor.ts';
import { Held } from '../held.ts';
import { isPath, truePath } from './true-path.ts';

/** A handle, or a descriptor. */
export type OpenFile = FileHandle | number;

/** The names of each open file: the one it was opened by, and those it has got since. */
const names = new Map<OpenFile, Set<string>>();
/** Who has opened each, and by which name. */
const openings = new Map<OpenFile, string>();

/** The files that instances hold open. */
export const openFiles = new Held<OpenFile>((file) => {
  forget(file);
  if (typeof file === 'number') uncontrolled(() => fs.close(file, () => {}));
  else void uncontrolled(() => file.close()).catch(() => {});
});

/** Remembers what an instance has opened. */
export function noteOpened(file: OpenFile, path: unknown, { instance, client }: Actor): void {
  openFiles.add(file, instance);
  if (!isPath(path)) return;
  names.set(file, new Set([truePath(path)]));
  openings.set(file, `${client ?? instance} ${truePath(path)}`);
}

/** Forgets a file that was closed. */
export function noteClosed(file: OpenFile): void {
  openFiles.remove(file);
  forget(file);
}

function forget(file: OpenFile): void {
  names.delete(file);
  openings.delete(file);
}

/** A client that writes to an open file writes to it under its new name, too, and under that of its folder. */
export function noteRenamed(from: unknown, to: unknown): void {
  if (!isPath(from) || !isPath(to)) return;
  const [before, after] = [truePath(from), truePath(to)];
  for (const known of names.values())
    for (const name of known)
      if (name === before || name.startsWith(before + sep))
        known.add(after + name.slice(before.length));
}

/** The name by which controlled code opened this file, if it did. */
export function nameOf(file: OpenFile): string | undefined {
  return names.get(file)?.values().next().value;
}

/** All names that a file has by now. */
export function namesOf(file: OpenFile | undefined): ReadonlySet<string> {
  return (file !== undefined && names.get(file)) || new Set();
}

/** By whom and by which name it was opened: the same in each run, as its number is not. */
export function openingOf(file: OpenFile): string {
  return openings.get(file) ?? '';
}
