import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Place, ReadText } from './source.ts';

/** The first reason to take it for possible that code keeps something in memory, and where that is: `accounts.ts:12`. */
export type Kept = Place;

/**
 * Reads the code of an attempt, without running it, and says whether it evidently keeps nothing in memory from one
 * request to the next, so that the clients of one instance meet only in its storage: then undefined. Else the first
 * reason why that is not evident, in one sentence. What is not on the list of what keeps nothing counts as a reason.
 *
 * `file` is the attempt's main file. Files that it imports by a relative name are read as well. Where it `isWatched`, locks
 * of async-lock are no reason: they keep who waits for them, and it can be watched what clients do with them.
 */
export async function keptInMemory(
  file: string,
  read: ReadText = (path) => readFile(path, 'utf8'),
  { isWatched = false }: { readonly isWatched?: boolean } = {},
): Promise<Kept | undefined> {
  try {
    const { readSource } = await import('./source.ts');
    const source = await readSource(file, read);
    if ('why' in source) return source;
    const { follow } = await import('./follow.ts');
    return follow(source, isWatched);
  } catch (error) {
    // Whatever is wrong here, or with the file, it is only searched for longer.
    return { place: basename(file), why: `it cannot be followed: ${String(error)}` };
  }
}
