import { constants } from 'node:fs';
import { access, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The folder for what is made once and used again, an absolute path: `WORKBOOK_CACHE`, else
 * `.workbook/cache` in the project, else, in a project that this user may not write to, a folder of
 * the user's own under the temporary one.
 */
export async function cacheFolder(): Promise<string> {
  const wanted = process.env.WORKBOOK_CACHE ?? join(projectRoot, '.workbook', 'cache');
  try {
    await mkdir(wanted, { recursive: true });
    await access(wanted, constants.W_OK | constants.X_OK);
    return wanted;
  } catch {
    return ownTemporaryFolder();
  }
}

/**
 * A cache folder under the temporary one, which everyone may enter but only this user may write.
 *
 * @throws Error when somebody else already made a folder of that name.
 */
export async function ownTemporaryFolder(): Promise<string> {
  const folder = join(tmpdir(), `workbook-cache-${process.getuid?.() ?? 'user'}`);
  await mkdir(folder, { mode: 0o755 }).catch(() => {});
  const found = await lstat(folder);
  // Everyone can write to the temporary folder, so the name alone proves nothing.
  const ours = found.isDirectory() && found.uid === process.getuid?.() && !(found.mode & 0o022);
  if (!ours) throw new Error(`${folder} belongs to somebody else: remove it or set TMPDIR`);
  return folder;
}
