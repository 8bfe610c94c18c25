/**
 * Writes in place, and a copy before that: should a crash tear the file, the next start takes the copy.
 *
 * Wrong: a reader who comes in the middle of the write finds no whole file, and does not wait for the
 * next start.
 *
 * @race read-during-a-deposit
 * @shows A was turned away.*empty it.*readFile accounts.json.*503.*fill it
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import writeFileAtomic from 'write-file-atomic';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  const attempt = new Attempt(join(dataFolder, 'accounts.json'), screen);
  await attempt.repair();
  return attempt;
}

class Attempt extends FiledAccounts {
  async repair(): Promise<void> {
    await this.read().catch(async () =>
      writeFileAtomic(this.path, await readFile(this.#copy, 'utf8')),
    );
  }

  protected override async write(contents: Contents): Promise<void> {
    await writeFileAtomic(this.#copy, JSON.stringify(contents));
    await writeFile(this.path, JSON.stringify(contents));
  }

  get #copy(): string {
    return `${this.path}.copy`;
  }
}
