/**
 * Writes a new file beside the old one, flushes it, and copies it over the old one. What is copied is
 * whole.
 *
 * Wrong: copyFile writes in place like any other write: only a rename puts all of it there at once.
 *
 * @race crash-in-a-deposit
 * @race read-during-a-deposit
 * @shows copyFile accounts.json.new → accounts.json: empty it ✗ crash
 */

import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    const beside = `${this.path}.new`;
    await writeFile(beside, JSON.stringify(contents), { flush: true });
    await copyFile(beside, this.path);
  }
}
