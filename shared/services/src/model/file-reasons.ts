const elsewhereByHand = 'change the permissions';

/**
 * What keeps a program from a file, by the code of the error, and what helps: the second half of a sentence.
 *
 * @param elsewhere What to do where a disk can only be read, or permission is missing, as an imperative.
 */
export function fileReasons(elsewhere = elsewhereByHand): Readonly<Record<string, string>> {
  const orElsewhere = elsewhere === elsewhereByHand ? '' : `, or ${elsewhere}`;
  return {
    ENOSPC: 'the disk is full: make room there, and run the command again',
    EDQUOT: 'your share of the disk is used up: make room there, and run the command again',
    EFBIG: 'a file there may not become that large: raise the limit (ulimit -f)',
    EROFS: `the disk can only be read: ${elsewhere}`,
    EACCES: `you have no permission: ${elsewhereByHand}${orElsewhere}`,
    EPERM: `you have no permission: ${elsewhereByHand}${orElsewhere}`,
    EISDIR: 'a folder is where a file belongs: move it away',
    ENOTDIR: 'a file is where a folder belongs: move it away',
    EEXIST: 'a file is where a folder belongs: move it away',
    ELOOP: 'a symbolic link there leads in a circle: remove it',
    EMFILE: 'too many files are open: raise the limit (ulimit -n)',
    ENFILE: 'too many files are open on this machine: close something',
    EIO: 'the disk has failed: check it, and copy what is yours',
  };
}

/**
 * Says in one sentence what is wrong with the place of a file, when that is why `error` was thrown: a full disk, a
 * missing permission, a file in the way. Undefined for every other error.
 */
export function fileTrouble(error: unknown): string | undefined {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = fileReasons()[code];
  return reason !== undefined && typeof path === 'string' ? `${path}: ${reason}` : undefined;
}
