/** What attempts at step 02 have in common that keep other processes out by a lock beside the file. */
import { AsyncResource } from 'node:async_hooks';
import { type Contents, FiledAccounts } from './base.ts';

export abstract class AccountsLockedBetweenProcesses extends FiledAccounts {
  /** Keeps all other processes out, and resolves to how they are let in again. */
  protected abstract keepOut(): Promise<() => Promise<void>>;

  protected get lockPath(): string {
    return `${this.path}.lock`;
  }

  /** One after the other in this process, and then one process at a time. */
  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const work = AsyncResource.bind(async () => {
      const letIn = await this.keepOut();
      try {
        const contents = await this.read();
        const result = change(contents);
        await this.write(contents);
        return result;
      } finally {
        await letIn();
      }
    });
    return this.lock.acquire('file', work);
  }
}

export function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}
