/**
 * Has no schema. The file begins with a checksum of the rest, so whatever the service has not written
 * itself is refused, be it cut off or by another program.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import writeFileAtomic from 'write-file-atomic';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.txt'), screen);
}

class Attempt extends FiledAccounts {
  protected override async read(): Promise<Contents> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Unavailable('the accounts cannot be read', { cause: error });
    });
    if (text === undefined) return { nextId: 1, accounts: [] };
    const [checksum, contents = ''] = text.split('\n');
    if (checksum !== checksumOf(contents))
      throw new Unavailable('the file is not what this service has written');
    return JSON.parse(contents);
  }

  protected override async write(contents: Contents): Promise<void> {
    const text = JSON.stringify(contents);
    await writeFileAtomic(this.path, `${checksumOf(text)}\n${text}`);
  }
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
