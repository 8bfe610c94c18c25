/**
 * Streams the file beside the old one, and renames it when the stream was told to end.
 *
 * Wrong: `end` only asks the stream to finish: the file may be renamed before anything is in it.
 *
 * @race crash-in-a-deposit
 * @shows rename
 */
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    const beside = `${this.path}.new`;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stream = createWriteStream(beside);
    stream.on('open', () => resolve());
    stream.end(JSON.stringify(contents));
    await promise;
    await rename(beside, this.path);
  }
}
