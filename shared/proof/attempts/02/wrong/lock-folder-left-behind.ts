/**
 * Keeps other processes out by a folder, and polls until it is gone. It gives the folder back in a
 * finally, so it looks safe.
 *
 * Wrong: no finally runs in a crash. The folder stays, and after the restart every change is refused.
 *
 * @race crash-in-a-deposit
 * @shows 503
 */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { AccountsLockedBetweenProcesses, isThere } from '../locked-between-processes.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

const pollMs = 500;
const maxPolls = 30;

class Attempt extends AccountsLockedBetweenProcesses {
  protected override async keepOut(): Promise<() => Promise<void>> {
    for (let polls = 0; polls < maxPolls; polls += 1) {
      try {
        await mkdir(this.lockPath);
        return () => rmdir(this.lockPath);
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      await delay(pollMs);
    }
    throw new Unavailable('another process keeps the file locked');
  }
}
