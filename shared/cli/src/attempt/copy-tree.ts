import { cp, lstat, open, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage/errors.ts';
import { withPath } from '../usage/file-problem.ts';

/** A save that comes while a folder is copied makes the copy begin again; no learner saves more often. */
const mostTries = 5;

/**
 * Copies a folder to `to`, where nothing may be yet, and compares: names, bytes, modes and links are
 * the same, and on the disk, when this resolves. Links stay links, to what they were links to.
 * `leaveOut` names what is not copied from the top of `from`.
 *
 * Throws `UsageError` when the folder changes all the time, and what the file system throws. What is
 * at `to` then is worth nothing.
 */
export async function copyTree(
  from: string,
  to: string,
  leaveOut: readonly string[] = [],
): Promise<void> {
  const left = new Set(leaveOut.map((name) => join(from, name)));
  for (let tries = 1; ; tries += 1) {
    await cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      errorOnExist: true,
      force: false,
      filter: (path) => !left.has(path),
    });
    if (await isSameTree(from, to, leaveOut)) return await flush(to);
    if (tries === mostTries)
      throw new UsageError(
        `${from} changes while it is copied: end the program that writes there, and run the command again`,
      );
    await rm(to, { recursive: true });
  }
}

/** Whether two folders hold the same: names, kinds, bytes, modes, and what links lead to. */
export async function isSameTree(
  left: string,
  right: string,
  leaveOut: readonly string[] = [],
): Promise<boolean> {
  const [one, other] = await Promise.all([lstat(left), lstat(right)]);
  if (one.isSymbolicLink() && other.isSymbolicLink())
    return (await readlink(left)) === (await readlink(right));
  // The mode has the kind in it.
  if (one.mode !== other.mode) return false;
  if (one.isFile()) return one.size === other.size && (await hasSameBytes(left, right));
  if (!one.isDirectory()) return false;
  const [names, others] = await Promise.all([readdir(left), readdir(right)]);
  const wanted = names.filter((name) => !leaveOut.includes(name)).sort();
  if (wanted.join('/') !== others.sort().join('/')) return false;
  for (const name of wanted)
    if (!(await isSameTree(join(left, name), join(right, name)))) return false;
  return true;
}

const pieceBytes = 1 << 16;

async function hasSameBytes(left: string, right: string): Promise<boolean> {
  await using one = await open(left);
  await using other = await open(right);
  for (let at = 0; ; at += pieceBytes) {
    const [a, b] = await Promise.all(
      [one, other].map(async (file) => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, at);
        return buffer.subarray(0, bytesRead);
      }),
    );
    if (!a?.equals(b ?? Buffer.of())) return false;
    if (a.length === 0) return true;
  }
}

/** Waits until a power cut can take nothing of a folder away. */
export async function flush(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flush(path);
    else if (entry.isFile()) await flushOne(path);
  }
  await flushOne(folder);
}

/** The same for one file, or for the names in one folder. */
export async function flushOne(path: string): Promise<void> {
  await using file = await open(path);
  try {
    await file.sync();
  } catch (error) {
    // Some file systems cannot do it for a folder: then they keep its names in their own way.
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw withPath(error, path);
  }
}
