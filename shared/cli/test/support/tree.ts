import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** All that is in a folder, itself included, by path: kinds, modes, bytes, and what links lead to. */
export type Tree = Readonly<Record<string, string>>;

export function treeOf(folder: string): Tree {
  const inside = lstatSync(folder).isDirectory() ? below(folder, '') : [];
  return Object.fromEntries([['.', nodeAt(folder)], ...inside]);
}

function below(folder: string, at: string): [string, string][] {
  return readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) => {
    const path = join(at, entry.name);
    const own: [string, string] = [path, nodeAt(join(folder, path))];
    return entry.isDirectory() ? [own, ...below(folder, path)] : [own];
  });
}

function nodeAt(path: string): string {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  const mode = (found.mode & 0o7777).toString(8);
  if (found.isDirectory()) return `folder ${mode}`;
  return `file ${mode} ${readFileSync(path, 'base64')}`;
}

/** The texts of all files in a folder, wherever they are. */
export function textsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
