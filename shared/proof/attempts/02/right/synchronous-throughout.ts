/**
 * Reads, decides, writes beside and renames without a single await: in one process nobody comes between.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const contents = this.#readNow();
    const result = change(contents);
    const beside = `${this.path}.tmp`;
    const file = openSync(beside, 'w');
    try {
      writeFileSync(file, JSON.stringify(contents));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, this.path);
    return result;
  }

  protected override async read(): Promise<Contents> {
    return this.#readNow();
  }

  #readNow(): Contents {
    if (!existsSync(this.path)) return { nextId: 1, accounts: [] };
    try {
      const contents: Contents = JSON.parse(readFileSync(this.path, 'utf8'));
      if (Array.isArray(contents.accounts)) return contents;
    } catch {
      // Said below.
    }
    throw new Unavailable('accounts.json does not hold accounts; it was left as it is');
  }
}
