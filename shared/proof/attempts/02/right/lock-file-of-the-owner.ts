/**
 * Keeps other processes out by a lock file that says which process has made it. When that process is
 * gone, the file is removed.
 */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { AccountsLockedBetweenProcesses, isThere } from '../locked-between-processes.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(join(dataFolder, 'accounts.json'), screen);
}

const pollMs = 20;
const maxPolls = 50;

class Attempt extends AccountsLockedBetweenProcesses {
  protected override async keepOut(): Promise<() => Promise<void>> {
    // Whole before it has the name that counts: a crash cannot leave a lock without an owner.
    const own = `${this.lockPath}.${process.pid}`;
    await writeFile(own, String(process.pid));
    try {
      for (let polls = 0; polls < maxPolls; polls += 1) {
        if (await this.#take(own)) return () => rm(this.lockPath);
        if (!isAlive(await this.#owner())) await rm(this.lockPath, { force: true });
        else await delay(pollMs);
      }
    } finally {
      await rm(own, { force: true });
    }
    throw new Unavailable('another process keeps the file locked');
  }

  async #take(own: string): Promise<boolean> {
    try {
      await link(own, this.lockPath);
      return true;
    } catch (error) {
      if (!isThere(error)) throw error;
      return false;
    }
  }

  async #owner(): Promise<number> {
    return Number(await readFile(this.lockPath, 'utf8').catch(() => process.pid));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
