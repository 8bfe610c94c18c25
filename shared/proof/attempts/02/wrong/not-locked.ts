/**
 * Reads, changes and replaces the file, atomically. A rename cannot be seen half done, so
 * everything looks safe.
 *
 * Wrong: two changes read the same file, and the second one writes over the first.
 *
 * @race lost-update
 * @race overdraft
 * @race two-openings
 * @shows readFile.*readFile.*rename.*rename
 */

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
    await this.write(contents);
    return result;
  }
}
