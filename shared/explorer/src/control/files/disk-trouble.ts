import { ExplorationError } from '../../model/errors.ts';

let trouble: string | undefined;

/**
 * A file call of controlled code has failed. Where that is because the disk is full or has failed, whatever code asks
 * for fails, and its answer says nothing of the code.
 */
export function noteDiskTrouble(error: unknown): void {
  const { code = '', message } = (error ?? {}) as NodeJS.ErrnoException;
  if (isTrouble.test(code)) trouble ??= message.replace(/, [a-z]+( '.*)?$/, '');
}

/** The same, for the `catch` of a call: the error goes on. */
export function noted(error: unknown): never {
  noteDiskTrouble(error);
  throw error;
}

/** Throws `ExplorationError` when the disk has failed a call since that was forgotten. */
export function checkDisk(): void {
  if (trouble !== undefined)
    throw new ExplorationError(
      `the disk takes no more (${trouble}): nothing can be said of the code`,
    );
}

/** Settles as `work` does, except where the disk has failed it: then that is what is thrown. */
export async function heedingDisk<T>(work: Promise<T>): Promise<T> {
  await Promise.allSettled([work]);
  checkDisk();
  return await work;
}

/** What the disk has lacked until now was before the run that begins. */
export function forgetDiskTrouble(): void {
  trouble = undefined;
}

/** Too many open files of this process are none of these: code that closes none is to blame for that. */
const isTrouble = /^(ENOSPC|EDQUOT|EIO|ENFILE)$/;
