/**
 * Begins with no accounts when the file cannot be read, because it is not there at the first start,
 * and writes it in place.
 *
 * Wrong: a torn file is taken for no file, and the next change stores that.
 *
 * @race crash-in-a-deposit
 * @race read-during-a-deposit
 * @shows writeFile accounts.json: empty it ✗ crash
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async read(): Promise<Contents> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8'));
    } catch {
      return { nextId: 1, accounts: [] };
    }
  }

  protected override async write(contents: Contents): Promise<void> {
    await writeFile(this.path, JSON.stringify(contents));
  }
}
