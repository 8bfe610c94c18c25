/**
 * Pipes the text into a new file, makes sure that it and its folder are on the disk, and renames it; changes stand in a queue.
 */
import { createWriteStream } from 'node:fs';
import { open as openFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

class Attempt extends FiledAccounts {
  protected override async write(contents: Contents): Promise<void> {
    const beside = `${this.path}.${process.pid}.tmp`;
    await pipeline(
      Readable.from([JSON.stringify(contents)]),
      createWriteStream(beside, { flush: true }),
    );
    await rename(beside, this.path);
    await using folder = await openFile(dirname(this.path), 'r');
    await folder.sync();
  }
}
