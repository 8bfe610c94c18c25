/**
 * Gives each state a file of its own, with a number in its name: the highest one counts. The file before it goes last.
 */
import { open as openFile, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(dataFolder, screen);
}

/** Its path is that of the folder. */
class Attempt extends FiledAccounts {
  protected override async read(): Promise<Contents> {
    for (;;) {
      const newest = await this.#newest();
      if (newest === 0) return { nextId: 1, accounts: [] };
      try {
        return Contents.parse(JSON.parse(await readFile(this.#fileOf(newest), 'utf8')));
      } catch (error) {
        // A newer one has come meanwhile, and this one has gone.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        throw new Unavailable('the newest file does not hold accounts', { cause: error });
      }
    }
  }

  protected override async write(contents: Contents): Promise<void> {
    const newest = await this.#newest();
    const next = this.#fileOf(newest + 1);
    const file = await openFile(`${next}.new`, 'w');
    try {
      await file.writeFile(JSON.stringify(contents));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${next}.new`, next);
    await unlink(this.#fileOf(newest)).catch(() => {});
  }

  #fileOf(generation: number): string {
    return join(this.path, `accounts.${generation}.json`);
  }

  async #newest(): Promise<number> {
    const names = await readdir(this.path);
    const generations = names.flatMap((name) => /^accounts\.(\d+)\.json$/.exec(name)?.[1] ?? []);
    return Math.max(0, ...generations.map(Number));
  }
}
