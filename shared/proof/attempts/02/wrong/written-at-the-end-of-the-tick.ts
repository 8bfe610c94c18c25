/**
 * Write-behind: changes are made in memory, and the file is written a moment later, for all of them together.
 *
 * Wrong: a change is answered before it is in the file.
 *
 * @race crash-in-a-deposit
 * @shows 200 ann 150
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
  #scheduled = false;

  protected override async read(): Promise<Contents> {
    this.#contents ??= super.read();
    return structuredClone(await this.#contents);
  }

  protected override async write(contents: Contents): Promise<void> {
    this.#contents = Promise.resolve(contents);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#scheduled = false;
    await super.write(await (this.#contents as Promise<Contents>));
  }
}
