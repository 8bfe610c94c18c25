/**
 * Keeps one handle of the file: cuts it to nothing, and writes it from the beginning.
 *
 * Wrong: between the cut and the write there is an empty file, for readers and for a crash.
 *
 * @race crash-in-a-deposit
 * @race read-during-a-deposit
 * @shows truncate
 */
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    await using file = await openFile(this.path, 'a+');
    await file.truncate(0);
    await file.write(JSON.stringify(contents), 0);
    await file.sync();
  }
}
