import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptError } from '@workbook/services';
import { titleEnd } from './pages/frame.ts';

/** Throws `ScriptError` where `folder`, called `shown`, holds files that are not of a site which was written before. */
export async function refuseToFill(folder: string, shown: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const [first] = names.sort((a, b) => a.localeCompare(b, 'en'));
  if (first === undefined) return;
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => '');
  if (page.includes(`${titleEnd}</title>`)) return;
  throw new ScriptError(
    `${shown} holds other files, such as ${first}: name an empty folder, or one that npm run site has written`,
  );
}
