/**
 * Keeps everything in memory and writes the file in the background: the answer need not wait for a
 * disk.
 *
 * Wrong: a crash after the answer of 200 and before the write takes back what was promised.
 *
 * @race crash-in-a-deposit
 * @shows the account holds 100.*200 ann 150.*crash before
 */

import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  #contents: Promise<Contents> | undefined;

  protected override async read(): Promise<Contents> {
    this.#contents ??= super.read();
    return this.#contents;
  }

  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const result = structuredClone(change(await this.read()));
    void this.lock.acquire('file', async () => this.write(await this.read())).catch(() => {});
    return result;
  }
}
