/**
 * Reads the file once and answers from memory, and changes what is in memory only when the file has
 * been written.
 */

import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  #contents: Contents | undefined;

  protected override async read(): Promise<Contents> {
    this.#contents ??= await super.read();
    return structuredClone(this.#contents);
  }

  protected override async write(contents: Contents): Promise<void> {
    await super.write(contents);
    this.#contents = structuredClone(contents);
  }
}
