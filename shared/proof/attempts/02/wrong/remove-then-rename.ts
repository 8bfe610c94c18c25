/**
 * Writes a new file, and to make room for it removes the old one first.
 *
 * Wrong: after a crash between the two there are no accounts at all.
 *
 * @race crash-in-a-deposit
 * @race read-during-a-deposit
 * @shows the account is gone.*rm accounts.json ✗ crash
 */

import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    await writeFile(`${this.path}.new`, JSON.stringify(contents));
    await rm(this.path, { force: true });
    await rename(`${this.path}.new`, this.path);
  }
}
