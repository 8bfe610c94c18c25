import { rmSync } from 'node:fs';
import type { RunKind } from './names.ts';
import { openRunFolder } from './open-run-folder.ts';
import { removeFolder } from './remove-folder.ts';

/** A folder that counts as alive for as long as this process does. Disposing deletes it. */
export interface RunFolder extends AsyncDisposable {
  /** An absolute path, if that of the parent is one. */
  readonly path: string;
}

/** What is still there. A process that exits does not dispose of anything. */
const made = new Set<string>();

/**
 * Makes a folder of this run's own in `parent`. It goes when it is disposed of or when the process
 * exits; if the process is killed, with the next `removeLeftovers` on this kernel.
 *
 * @throws ServiceUnavailable when there cannot be one, such as on a full disk.
 */
export async function makeRunFolder(parent: string, kind: RunKind): Promise<RunFolder> {
  if (made.size === 0) process.off('exit', removeMade).on('exit', removeMade);
  const { path, letGo } = await openRunFolder(parent, kind, made);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await removeFolder(path);
      letGo();
      made.delete(path);
    },
  };
}

function removeMade(): void {
  // A copy that is under way may still put a file into a folder that has just been emptied.
  const options = { recursive: true, force: true, maxRetries: 5 };
  for (const path of made) {
    try {
      rmSync(path, options);
    } catch {
      // The other folders must go all the same.
    }
  }
}
