/**
 * Holds its own queue, and reads the file before the block that gives the place in it back.
 *
 * Wrong: a file that cannot be read keeps the place for ever, and no request is answered when the file is repaired.
 *
 * @behaviour leaves-foreign-files
 * @shows a deposit has no answer after 10 s when the file is repaired
 */
import { join } from 'node:path';
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  const accounts = new Attempt(join(dataFolder, 'accounts.json'), screen);
  await accounts.list();
  return accounts;
}

class Attempt extends FiledAccounts {
  #tail = Promise.resolve();

  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const before = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = promise;
    await before;
    const contents = await this.read();
    try {
      const result = change(contents);
      await this.write(contents);
      return result;
    } finally {
      resolve();
    }
  }
}
