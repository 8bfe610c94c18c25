/**
 * Writes the new file into the folder for temporary files, and moves it over the old one.
 *
 * Wrong: a rename does not go from one file system to another, and whoever copies then writes in place.
 *
 * @race crash-in-a-deposit
 * @failure set-up-failed
 * @shows keep all files in resources.dataFolder
 */
import { copyFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    const beside = join(tmpdir(), `accounts-${process.pid}.json`);
    await writeFile(beside, JSON.stringify(contents));
    await copyFile(beside, this.path);
  }
}
