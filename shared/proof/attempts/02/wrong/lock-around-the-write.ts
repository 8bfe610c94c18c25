/**
 * Locks the writing of the file, because that is what must not happen twice at the same time.
 *
 * Wrong: both have read before the first one writes, and the second writes over it.
 *
 * @race lost-update
 * @race overdraft
 * @shows readFile.*readFile.*rename.*rename
 */

import { AsyncResource } from 'node:async_hooks';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const contents = await this.read();
    const result = change(contents);
    await this.lock.acquire(
      'file',
      AsyncResource.bind(() => this.write(contents)),
    );
    return result;
  }
}
