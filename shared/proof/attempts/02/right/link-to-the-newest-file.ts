/**
 * Writes each state into a file of a new name, and swaps the link by which it is found. The old file goes last.
 */
import { randomUUID } from 'node:crypto';
import { open as openFile, readlink, rename, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    const folder = dirname(this.path);
    const old = await readlink(this.path).catch(() => undefined);
    const name = `contents-${randomUUID()}.json`;
    const file = await openFile(join(folder, name), 'wx');
    try {
      await file.writeFile(JSON.stringify(contents));
      await file.sync();
    } finally {
      await file.close();
    }
    const link = join(folder, `link-${randomUUID()}`);
    await symlink(name, link);
    await rename(link, this.path);
    if (old !== undefined) await unlink(join(folder, old)).catch(() => {});
  }
}
