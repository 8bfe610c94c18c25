/**
 * Moves a file that it does not understand out of the way and begins anew, so that the service always
 * starts. Nothing is deleted, after all.
 *
 * Wrong: to its customers the bank is empty, and their ids are given out again before an operator looks.
 *
 * @behaviour leaves-foreign-files
 * @shows expected to be refused where the file holds a text, and afterwards the account that held 1234567 is listed
 */

import { rename } from 'node:fs/promises';
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
      return await super.read();
    } catch {
      await rename(this.path, `${this.path}.damaged`);
      return { nextId: 1, accounts: [] };
    }
  }
}
