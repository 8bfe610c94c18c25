/**
 * Keeps other processes out by a folder, and looks every five milliseconds whether it is gone. After two
 * seconds of looking in vain, its owner has crashed: no change takes that long.
 */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountsLockedBetweenProcesses, isThere } from '../locked-between-processes.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

const pollMs = 5;
const longestChangeMs = 2000;

class Attempt extends AccountsLockedBetweenProcesses {
  protected override async keepOut(): Promise<() => Promise<void>> {
    for (let since = Date.now(); ; await delay(pollMs)) {
      try {
        await mkdir(this.lockPath);
        return () => rmdir(this.lockPath);
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      if (Date.now() - since < longestChangeMs) continue;
      await rmdir(this.lockPath).catch(() => {});
      since = Date.now();
    }
  }
}
