/**
 * Chains all changes in a promise, writes a file beside the old one, and renames it. No library.
 */
import { open as openFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  #last: Promise<unknown> = Promise.resolve();

  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const result = this.#last.then(async () => {
      const contents = await this.read();
      const changed = change(contents);
      await this.write(contents);
      return changed;
    });
    this.#last = result.catch(() => {});
    return result;
  }

  protected override async write(contents: Contents): Promise<void> {
    const beside = `${this.path}.new`;
    const file = await openFile(beside, 'w');
    try {
      await file.writeFile(JSON.stringify(contents));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.path);
  }
}
