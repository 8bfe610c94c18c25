import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { StoredFile } from './stored.ts';

/** All files in a folder, by their paths in it. A number that a library draws for a new file is left out of its name. */
export async function lookAtFolder(folder: string): Promise<StoredFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: relative(folder, path).replace(/\.\d{5,}$/, '.tmp'),
      text: await readFile(path, 'utf8'),
    })),
  );
  return files.sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
