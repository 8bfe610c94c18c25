import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { keptInMemory } from './kept-in-memory.ts';

/** What code keeps in memory from one request to the next; anything, as long as it says nothing here. */
export interface MemoryOfCode {
  /** Nothing. */
  readonly stateless?: boolean;
  /** Nothing but who waits for locks of async-lock: it is watched what clients do with these, and with files. */
  readonly memoryIsWatched?: boolean;
}

/** What an attempt evidently keeps in memory. What was read before, and is the same by now, is not followed again. */
export async function memoryOfCode(file: string): Promise<MemoryOfCode> {
  if (known?.file !== file || !(await isAsBefore(known.texts)))
    known = { file, ...(await followed(file)) };
  return known.memory;
}

type Texts = ReadonlyMap<string, string>;

let known:
  | { readonly file: string; readonly texts: Texts; readonly memory: MemoryOfCode }
  | undefined;

async function isAsBefore(texts: Texts): Promise<boolean> {
  const same = Array.from(texts, async ([path, text]) => (await textOf(path)) === text);
  return (await Promise.all(same)).every(Boolean);
}

async function followed(file: string): Promise<{ texts: Texts; memory: MemoryOfCode }> {
  const texts = new Map<string, string>();
  const read = async (path: string) => {
    const text = await readFile(path, 'utf8');
    texts.set(path, text);
    return text;
  };
  const kept = await keptInMemory(file, read);
  if (kept === undefined) return { texts, memory: { stateless: true } };
  if (!Array.from(texts.values()).some((text) => watched.test(text)) || !usesOurs(file))
    return { texts, memory: {} };
  const beside = await keptInMemory(file, read, { isWatched: true });
  return { texts, memory: { memoryIsWatched: beside === undefined } };
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => undefined);

const library = 'async-lock';

/** What code uses that is watched: without it, nothing more is known of it. */
const watched = /async-lock|node:fs/;

/** Whether the locks of a file are those of the library that is watched here: it has no other one of its own. */
function usesOurs(file: string): boolean {
  try {
    return createRequire(file).resolve(library) === ours.resolve(library);
  } catch {
    return true;
  }
}

const ours = createRequire(import.meta.url);
