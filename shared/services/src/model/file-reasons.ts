const elsewhereByHand = 'change the permissions';

/** What keeps a program from a file, and what helps: two parts of a sentence. */
export interface FileReason {
  readonly reason: string;
  readonly help: string;
}

/**
 * What keeps a program from a file, by the code of the error.
 *
 * @param elsewhere What to do where a disk can only be read, or permission is missing, as an imperative.
 */
export function fileReasons(elsewhere = elsewhereByHand): Readonly<Record<string, FileReason>> {
  const orElsewhere = elsewhere === elsewhereByHand ? '' : `, or ${elsewhere}`;
  return {
    ENOSPC: { reason: 'the disk is full', help: 'make room there, and run the command again' },
    EDQUOT: {
      reason: 'your share of the disk is used up',
      help: 'make room there, and run the command again',
    },
    EFBIG: {
      reason: 'a file there may not become that large',
      help: 'raise the limit (ulimit -f)',
    },
    EROFS: { reason: 'the disk can only be read', help: elsewhere },
    EACCES: { reason: 'you have no permission', help: `${elsewhereByHand}${orElsewhere}` },
    EPERM: { reason: 'you have no permission', help: `${elsewhereByHand}${orElsewhere}` },
    EISDIR: { reason: 'a folder is where a file belongs', help: 'move it away' },
    ENOTDIR: { reason: 'a file is where a folder belongs', help: 'move it away' },
    EEXIST: { reason: 'a file is where a folder belongs', help: 'move it away' },
    ELOOP: { reason: 'a symbolic link there leads in a circle', help: 'remove it' },
    EMFILE: { reason: 'too many files are open', help: 'raise the limit (ulimit -n)' },
    ENFILE: { reason: 'too many files are open on this machine', help: 'close something' },
    EIO: { reason: 'the disk has failed', help: 'check it, and copy what is yours' },
  };
}

/**
 * Says in one sentence what is wrong with the place of a file, when that is why `error` was thrown: a full disk, a
 * missing permission, a file in the way. Undefined for every other error.
 */
export function fileTrouble(error: unknown): string | undefined {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const found = fileReasons()[code];
  return found && typeof path === 'string' ? `${path}: ${found.reason}: ${found.help}` : undefined;
}
