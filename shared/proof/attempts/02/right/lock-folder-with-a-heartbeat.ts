/**
 * Keeps other processes out by a folder that its owner touches again and again. A folder that has not
 * been touched for ten seconds was left behind by a crash.
 */
import { mkdir, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { AccountsLockedBetweenProcesses, isThere } from '../locked-between-processes.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

const staleMs = 10_000;
const touchMs = 2_000;
const pollMs = 500;
const maxPolls = 30;

class Attempt extends AccountsLockedBetweenProcesses {
  protected override async keepOut(): Promise<() => Promise<void>> {
    for (let polls = 0; polls < maxPolls; polls += 1) {
      try {
        await mkdir(this.lockPath);
        const heart = setInterval(() => void this.#touch(), touchMs);
        return async () => {
          clearInterval(heart);
          await rmdir(this.lockPath);
        };
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      if (await this.#isStale()) await rmdir(this.lockPath).catch(() => {});
      else await delay(pollMs);
    }
    throw new Unavailable('another process keeps the file locked');
  }

  async #touch(): Promise<void> {
    const now = new Date();
    await utimes(this.lockPath, now, now).catch(() => {});
  }

  async #isStale(): Promise<boolean> {
    const found = await stat(this.lockPath).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > staleMs;
  }
}
