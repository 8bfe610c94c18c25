/**
 * Writes the whole file with writeFile. It is one call, so either it happens or it does not.
 *
 * Wrong: writeFile empties the file first and then fills it: a crash in between leaves a torn file, and
 * a reader in between finds one.
 *
 * @race crash-in-a-deposit
 * @race read-during-a-deposit
 * @shows writeFile accounts.json: empty it ✗ crash
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    await writeFile(this.path, JSON.stringify(contents));
  }
}
